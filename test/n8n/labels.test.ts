import { byText, toldApart } from '../../nodes/n8n/labels';

describe('Labels', () => {
	it('are sorted as people sort: without regard to case, and 2 before 10', () => {
		const labels = ['Day 10', 'b', 'Day 2', 'A', 'day 1'];
		expect(labels.sort(byText)).toEqual(['A', 'b', 'day 1', 'Day 2', 'Day 10']);
	});

	it('that are unlike stay as they are', () => {
		expect(
			toldApart([
				['City', 'city'],
				['City 2', 'city_2'],
			]),
		).toEqual(['City', 'City 2']);
	});

	it('that several share, in whatever case, show the internal name too', () => {
		expect(
			toldApart([
				['City', 'city'],
				['Zip', 'zip'],
				['CITY', 'city_old'],
				['City', 'hs_city'],
			]),
		).toEqual(['City (city)', 'Zip', 'CITY (city_old)', 'City (hs_city)']);
	});

	it('that are the internal name already do not repeat it', () => {
		expect(
			toldApart([
				['city', 'city'],
				['City', 'town'],
			]),
		).toEqual(['city', 'City (town)']);
	});
});
