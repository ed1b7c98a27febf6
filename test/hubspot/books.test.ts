/** books.ts: owners and pipelines, found by what people call them. */
import { Book, ownersOf, pipelinesOf } from '../../nodes/hubspot/books';

const names = (things: Array<{ name: string }>) => things.map(({ name }) => name);

describe('Things in a book', () => {
	const book = new Book([
		{ id: '1', name: 'Sales' },
		{ id: '2', name: 'Big  Deals' },
		{ id: '3', name: 'North ; South' },
		{ id: '4', name: 'sales' },
		{ id: 'sales', name: 'Other' },
	]);

	it('are called by their ID, else by their name', () => {
		expect(book.called(' 1 ')).toEqual([{ id: '1', name: 'Sales' }]);
		expect(book.called('sales')).toEqual([{ id: 'sales', name: 'Other' }]);
		expect(book.called('SALES').map(({ id }) => id)).toEqual(['1', '4']);
		expect(book.called('nobody')).toEqual([]);
	});

	it.each(['big deals', ' Big Deals ', 'Big\t \nDeals'])(
		'are called without regard to case and blanks: %j',
		(name) => {
			expect(book.called(name)).toEqual([{ id: '2', name: 'Big  Deals' }]);
		},
	);

	it.each(['North;South', 'north ;  south', 'North; South'])(
		'are called without regard to blanks around a semicolon: %j',
		(name) => {
			expect(book.called(name).map(({ id }) => id)).toEqual(['3']);
		},
	);

	it('are suggested by names and by other names, each once and no more than three', () => {
		const people = new Book(
			[
				{ id: '1', name: 'ada@x.co' },
				{ id: '2', name: 'bob@x.co' },
			],
			[
				['Ada Lovelace', 'ada@x.co'],
				['Bob Lovelace', 'bob@x.co'],
				['Grace Hopper', 'grace@x.co'],
			],
		);
		expect(people.near('Ada Lovelaec')).toEqual(['ada@x.co']);
		expect(people.near('Lovelace')).toEqual(['ada@x.co', 'bob@x.co']);
		expect(people.near('adax@x.co')).toEqual(['ada@x.co']);
		expect(people.near('Zoe')).toEqual([]);
		const many = new Book(
			['Deal 1', 'Deal 2'].map((name) => ({ id: name, name })),
			['Deal 3', 'Deal 4'].map((name) => [name, name]),
		);
		expect(many.near('Deal')).toEqual(['Deal 1', 'Deal 2', 'Deal 3']);
	});
});

describe('Owners', () => {
	const owners = ownersOf([
		{ id: '1', email: 'ada@x.co', firstName: 'Ada', lastName: 'Lovelace' },
		{ id: '2', email: 'bob@x.co', firstName: 'Bob', lastName: 'Miller', archived: true },
		{ id: 3, email: 'cid@x.co', lastName: 'Cook', archived: false },
		{ id: '4', firstName: 'Nobody', lastName: 'Atall' },
		{ email: 'dan@x.co', firstName: 'Dan', lastName: 'Dean' },
		{ id: '6', email: 'eve@x.co' },
	]);

	it('are those that are active and have an ID and an e-mail address', () => {
		expect(owners.things.map(({ id, name }) => [id, name])).toEqual([
			['1', 'ada@x.co'],
			['3', 'cid@x.co'],
			['6', 'eve@x.co'],
		]);
	});

	it('are suggested by the names of the people, but not called by them', () => {
		expect(owners.near('Ada Lovelaec')).toEqual(['ada@x.co']);
		expect(owners.near('Cok')).toEqual(['cid@x.co']);
		expect(owners.near('Bob Miller')).toEqual([]);
		expect(owners.near('Nobody Atall')).toEqual([]);
		expect(owners.called('Ada Lovelace')).toEqual([]);
	});
});

describe('Pipelines', () => {
	const results = [
		{
			id: 'p1',
			label: 'Sales',
			stages: [
				{ id: 's1', label: 'New' },
				{ id: 's2', label: 'Old', archived: true },
				null,
				'x',
				{ id: 3, label: 'Won' },
			],
		},
		{ id: 'p2', label: 'Gone', archived: true, stages: [{ id: 's4', label: 'Lost' }] },
		{ id: 'p3', label: 'Empty' },
	];
	const pipelines = pipelinesOf(results);

	it('are those that are active, with their active stages', () => {
		expect(names(pipelines.all.things)).toEqual(['Sales', 'Empty']);
		expect(pipelines.all.things.map(({ stages }) => stages.things)).toEqual([
			[
				{ id: 's1', name: 'New', pipeline: 'Sales' },
				{ id: '3', name: 'Won', pipeline: 'Sales' },
			],
			[],
		]);
	});

	it('have all their stages in one book', () => {
		expect(names(pipelines.stages.things)).toEqual(['New', 'Won']);
	});

	it('are read once of a list', () => {
		expect(pipelinesOf(results)).toBe(pipelines);
		expect(pipelinesOf([...results])).not.toBe(pipelines);
	});
});
