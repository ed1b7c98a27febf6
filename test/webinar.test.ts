/** How the example Webinar to HubSpot reads the files of webinar tools. */
import { parseCsv } from './csv';
import { describeRealData, realFile } from './real-data';
import { readFiles, type Read } from './webinar';

const emails = (rows: Array<{ email: string }>) => rows.map(({ email }) => email);
const utc = (text: string | undefined) => new Date(text ?? '').toISOString();
const whys = ({ failed }: Read) => failed.map(({ Row, Why }) => [Row, Why]);

const REGISTRANTS = [
	'\uFEFFRegistration Report',
	'Report generated time:,"Mar 04, 2027 05:00:00 PM"',
	'Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered',
	'"Email, that works",843 1234 5678,"Mar 04, 2027 02:00:00 PM",60,4',
	'',
	'Attendee Details',
	'First Name,Last Name,Email,Registration Time,Approval Status,Organization',
	'Ada,Lindqvist,ADA@example.com,"Feb 28, 2027 01:21:27 AM",approved,"Acme, Inc."',
	'Ben,Rossi,ben@example.com,"Feb 12, 2027 09:40:11 PM",approved,"The ""Best"""',
	'Cleo,Okafor,cleo@example.com,"Feb 13, 2027 09:40:11 PM",cancelled by registrant,',
	'Dan,Xu,dan@example.com,"Feb 14, 2027 09:40:11 PM",denied,',
].join('\r\n');

const ATTENDEES = [
	'\uFEFFAttendee Report',
	'Report Generated:,"Mar 04, 2027 05:00:00 PM"',
	'',
	'Host Details',
	'Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)',
	'Yes,Hanna Host,hanna@example.com,"Mar 04, 2027 01:30:00 PM","Mar 04, 2027 03:30:00 PM",120',
	'',
	'Attendee Details',
	'Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes)',
	'Yes,Ada Lindqvist,Ada,Lindqvist,ada@example.com,"Feb 28, 2027 01:21:27 AM",approved,"Mar 04, 2027 02:30:00 PM","Mar 04, 2027 02:50:00 PM",20',
	'Yes,Ada Lindqvist,Ada,Lindqvist,Ada@Example.com,"Feb 28, 2027 01:21:27 AM",approved,"Mar 04, 2027 01:55:00 PM","Mar 04, 2027 02:10:00 PM",15',
	'No,Ben Rossi,Ben,Rossi,ben@example.com,"Feb 12, 2027 09:40:11 PM",approved,--,--,--',
	'Yes,iPad,,,,,,"Mar 04, 2027 02:00:00 PM","Mar 04, 2027 02:12:00 PM",12',
	'',
	'Other Attended',
	'User Name,Join Time,Leave Time,Time in Session (minutes)',
	'+32 2 123,"Mar 04, 2027 02:00:00 PM","Mar 04, 2027 02:12:00 PM",12',
].join('\r\n');

const both = async (form = {}) =>
	await readFiles({ 'registrants.csv': REGISTRANTS, 'attendees.csv': ATTENDEES }, form);

const table = (...rows: string[]) => ['Email,Join Time,Leave Time', ...rows].join('\n');

describe('Files of a webinar tool', () => {
	it('become people who registered, came, cancelled or did not come, whatever stands above the tables', async () => {
		const read = await both();
		expect(read.problem).toBe('');
		expect(read.counts).toEqual({
			rows: 9,
			people: 3,
			registered: 2,
			cancelled: 1,
			attended: 1,
			noShows: 1,
			minutes: 35,
		});
		expect(read.registrations.map(({ email, noShow }) => [email, noShow])).toEqual([
			['ada@example.com', false],
			['ben@example.com', true],
		]);
		expect(utc(read.registrations[0].happenedAt)).toBe('2027-02-28T01:21:27.000Z');
		expect(read.registrations[0]).toMatchObject({ firstName: 'Ada', lastName: 'Lindqvist' });
	});

	it('merge somebody who joined twice, under two spellings, to the first join, the last leave and both minutes', async () => {
		const { attendance } = await both();
		const ada = attendance.filter(({ email }) => email === 'ada@example.com');
		expect(ada).toHaveLength(1);
		expect([ada[0].state, utc(ada[0].joinedAt), utc(ada[0].leftAt), ada[0].minutes]).toEqual([
			'attended',
			'2027-03-04T13:55:00.000Z',
			'2027-03-04T14:50:00.000Z',
			35,
		]);
		expect(ada[0].happenedAt).toBe(ada[0].joinedAt);
	});

	it('tell every guest without an e-mail address and everybody who was denied, by file and row, and send none', async () => {
		const read = await both();
		expect(read.failed.map(({ File, Row, Name }) => [File, Row, Name])).toEqual([
			['registrants.csv', 11, 'Dan Xu'],
			['attendees.csv', 13, 'iPad'],
			['attendees.csv', 17, '+32 2 123'],
		]);
		expect(read.failed[0].Why).toBe('Not sent: the registration is “denied”.');
		expect(read.failed[1].Why).toMatch(/^Not sent: the row has no e-mail address/);
		const sent = [...emails(read.registrations), ...emails(read.attendance)];
		expect(sent).not.toContain('dan@example.com');
		expect(sent).not.toContain('hanna@example.com');
		expect(sent).not.toContain('');
	});

	it('know no no-shows where there is no attendance', async () => {
		const read = await readFiles({ 'r.csv': REGISTRANTS });
		expect(read.counts).toMatchObject({ registered: 2, cancelled: 1, attended: 0, noShows: 0 });
	});

	it('are read with dates in the zone of the form, in winter and in summer', async () => {
		const rows = (day: string) => table(`a@example.com,${day} 14:00:00,${day} 15:00:00`);
		const zone = { 'Time zone': 'Europe/Berlin' };
		const winter = await readFiles({ 'a.csv': rows('2027-03-04') }, zone);
		const summer = await readFiles(
			{ 'a.csv': rows('2027-07-04') },
			{ ...zone, Date: '2027-07-04' },
		);
		expect(utc(winter.attendance[0].joinedAt)).toBe('2027-03-04T13:00:00.000Z');
		expect(utc(winter.event.startsAt)).toBe('2027-03-04T13:00:00.000Z');
		expect(utc(summer.attendance[0].joinedAt)).toBe('2027-07-04T12:00:00.000Z');
	});

	it('keep the zone of a date that has one', async () => {
		const file = table('a@example.com,2027-03-04T14:00:00+09:00,2027-03-04T06:00:00Z');
		const read = await readFiles({ 'a.csv': file }, { 'Time zone': 'America/New_York' });
		expect(utc(read.attendance[0].joinedAt)).toBe('2027-03-04T05:00:00.000Z');
		expect(utc(read.attendance[0].leftAt)).toBe('2027-03-04T06:00:00.000Z');
	});

	it.each([
		['March 4: the month comes first', '03/04/2027 02:00:00 PM'],
		['3 April: the day comes first', '04/03/2027 14:00:00'],
		['3 April: the day comes first', '4/3/2027 2:00:00 PM'],
		['March 4: the month comes first', '3/4/27, 2:00:00\u202FPM'],
		['March 4: the month comes first', '04.03.2027 14:00:00'],
	])('where %s, read %s as the fourth of March', async (order, written) => {
		const file = table(`a@example.com,"${written}","${written.replace(/:00:00/, ':30:00')}"`);
		const read = await readFiles({ 'a.csv': file }, { 'A date like 3/4/2027 is': order });
		expect(whys(read)).toEqual([]);
		expect(utc(read.attendance[0].joinedAt)).toBe('2027-03-04T14:00:00.000Z');
	});

	it('refuse a day and a month that changed places, rather than record somebody a month later', async () => {
		const file = table('a@example.com,4/3/2027 2:00:00 PM,4/3/2027 3:00:00 PM');
		const read = await readFiles({ 'a.csv': file });
		expect(read.attendance).toEqual([]);
		expect(read.failed[0].Why).toMatch(/“4\/3\/2027 2:00:00 PM” is not on the day of the event/);
	});

	it('refuse dates that nobody can read, and a leave before the join', async () => {
		const read = await readFiles({
			'a.csv': table(
				'a@example.com,next Tuesday,2027-03-04 15:00:00',
				'b@example.com,2027-03-04 15:00:00,2027-03-04 14:00:00',
			),
		});
		expect(whys(read)).toEqual([
			[2, 'Not sent: “next Tuesday” is no date that this workflow can read.'],
			[3, 'Not sent: the leave time is before the join time.'],
		]);
		expect(read.problem).toBe('No row of the files can be sent.');
	});

	it('record somebody who came for less than a second without the times, which HubSpot would drop', async () => {
		const file = table('a@example.com,2027-03-04 14:00:00,2027-03-04 14:00:00');
		const { attendance } = await readFiles({ 'a.csv': file });
		expect(attendance[0]).toMatchObject({ state: 'attended', email: 'a@example.com' });
		expect(attendance[0]).not.toHaveProperty('joinedAt');
		expect(attendance[0]).not.toHaveProperty('leftAt');
	});

	it('record who cancelled as cancelled alone, one second after the registration, since no tool says when', async () => {
		const [first, again] = [await both(), await both()];
		const [cleo] = first.attendance;
		expect([cleo.email, cleo.state]).toEqual(['cleo@example.com', 'cancelled']);
		expect(emails(first.registrations)).not.toContain('cleo@example.com');
		expect(utc(cleo.happenedAt)).toBe('2027-02-13T21:40:12.000Z');
		expect(again).toEqual(first);
	});

	it('count who cancelled and came all the same as come', async () => {
		const file = table('cleo@example.com,2027-03-04 14:00:00,2027-03-04 14:30:00');
		const read = await readFiles({ 'r.csv': REGISTRANTS, 'a.csv': file });
		const cleo = read.attendance.filter(({ email }) => email === 'cleo@example.com');
		expect(cleo.map(({ state }) => state)).toEqual(['attended']);
		expect(read.counts).toMatchObject({ registered: 3, cancelled: 0 });
	});

	it.each(['49', '49 minutes', '48m 60s', '0:49:00', '0h 49m'])(
		'take %s for 49 minutes',
		async (written) => {
			const file = `Email,Join Time,Leave Time,Time in Session\na@example.com,2027-03-04 14:00,2027-03-04 15:00,${written}`;
			const { attendance } = await readFiles({ 'a.csv': file });
			expect(attendance[0].minutes).toBe(49);
		},
	);

	it('are read whatever separates their cells, and in UTF-16 of either order and in Windows’ encoding', async () => {
		const text = 'Email;First Name\r\nzoe@example.com;Zoë';
		const little = Buffer.from(`\uFEFF${text.replace(/;/g, '\t')}`, 'utf16le');
		const files = {
			semicolons: Buffer.from(text, 'utf8'),
			little,
			big: Buffer.from(little).swap16(),
			windows: Buffer.from(text, 'latin1'),
		};
		for (const [name, file] of Object.entries(files)) {
			const { registrations } = await readFiles({ [name]: file });
			expect([name, registrations[0]?.firstName]).toEqual([name, 'Zoë']);
		}
	});

	it('without a column for e-mail addresses are told as not read', async () => {
		const read = await readFiles({ 'other.csv': 'Question,Answer\nHow?,Well' });
		expect(read.failed).toEqual([
			{
				File: 'other.csv',
				Row: '',
				Name: '',
				Email: '',
				Why: 'Not read: the file has no table with a column for e-mail addresses.',
			},
		]);
		expect(read.problem).toBe('No row of the files can be sent.');
	});

	it('stop nothing but the whole where the times of the event cannot be read', async () => {
		const read = await both({ 'Starts at': 'noon' });
		expect(read.problem).toMatch(/times of the event cannot be read \(“noon” and “15:00”\)/);
		const night = await both({ 'Starts at': '11 pm', 'Ends at': '1:30 AM' });
		expect([utc(night.event.startsAt), utc(night.event.endsAt)]).toEqual([
			'2027-03-04T23:00:00.000Z',
			'2027-03-05T01:30:00.000Z',
		]);
	});
});

describeRealData('The sample files of Zoom, GoTo and Teams', () => {
	const file = (name: string) => realFile(`webinar/${name}`);

	/** The rows of a file below its head, by another reader than the example's. */
	const rowsOf = (text: string, head: string) => parseCsv(text.slice(text.indexOf(head)));

	/** Who came, from when to when and how long, folded plainly; times are UTC. */
	function fold(rows: Array<[email: string, joined: string, left: string, minutes: string]>) {
		const people: Record<string, { from: number; to: number; minutes: number }> = {};
		for (const [email, joined, left, written] of rows) {
			const [from, to] = [joined, left].map((each) => Date.parse(`${each} UTC`));
			const [, m, s = 0] = /(\d+)m?(?: (\d+)s)?/.exec(written) ?? [];
			const before = people[email] ?? { from: Infinity, to: 0, minutes: 0 };
			people[email] = {
				from: Math.min(from, before.from),
				to: Math.max(to, before.to),
				minutes: before.minutes + Number(m) + Number(s) / 60,
			};
		}
		return people;
	}

	const told = ({ attendance }: Read) =>
		Object.fromEntries(
			attendance
				.filter(({ state }) => state === 'attended')
				.map(({ email, joinedAt = '', leftAt = '', minutes = NaN }) => [
					email,
					{ from: Date.parse(joinedAt), to: Date.parse(leftAt), minutes },
				]),
		);

	const same = (read: Read, expected: ReturnType<typeof fold>) => {
		const people = told(read);
		expect(Object.keys(people).sort()).toEqual(Object.keys(expected).sort());
		for (const [email, { from, to, minutes }] of Object.entries(expected)) {
			expect(people[email]).toMatchObject({ from, to });
			expect(people[email].minutes).toBeCloseTo(minutes, 0);
		}
	};

	it('of Zoom: 139 registered, 85 came, 1 cancelled and stayed away, 54 are no-shows, 2 guests have no address', async () => {
		const read = await readFiles({
			'zoom-registrants.csv': file('zoom-registrants.csv'),
			'zoom-attendees.csv': file('zoom-attendees.csv'),
		});
		const registrants = rowsOf(file('zoom-registrants.csv').toString(), 'First Name');
		const attendees = rowsOf(file('zoom-attendees.csv').toString(), 'Attended,User');
		const came = attendees.filter((row) => row.Attended === 'Yes' && row.Email);
		same(
			read,
			fold(
				came.map((row) => [
					row.Email.toLowerCase(),
					row['Join Time'],
					row['Leave Time'],
					row['Time in Session (minutes)'],
				]),
			),
		);
		const there = new Set(came.map(({ Email }) => Email.toLowerCase()));
		const gone = registrants
			.filter((row) => /cancel/.test(row['Approval Status']))
			.map(({ Email }) => Email.toLowerCase())
			.filter((email) => !there.has(email));
		expect(emails(read.registrations).sort()).toEqual(
			registrants
				.map(({ Email }) => Email.toLowerCase())
				.filter((email) => !gone.includes(email))
				.sort(),
		);
		const cancelled = read.attendance.filter(({ state }) => state === 'cancelled');
		expect(emails(cancelled).sort()).toEqual(gone.sort());
		expect(read.registrations.filter(({ noShow }) => noShow)).toHaveLength(
			registrants.length - there.size - gone.length,
		);
		expect(read.failed.map(({ Row, Name }) => [Row, Name])).toEqual([
			[159, 'iPad'],
			[160, 'Anonymous attendee'],
		]);
		expect(read.counts).toMatchObject({
			rows: registrants.length + attendees.length,
			people: 140,
			registered: 139,
			attended: 85,
			cancelled: 1,
			noShows: 54,
		});
	});

	it('of GoTo: everybody who came, with US dates', async () => {
		const read = await readFiles({ 'goto-attendees.csv': file('goto-attendees.csv') });
		const rows = rowsOf(file('goto-attendees.csv').toString(), 'Attended');
		same(
			read,
			fold(
				rows.map((row) => [
					row['Email Address'],
					row['Join Time'],
					row['Leave Time'],
					row['Time in Session'],
				]),
			),
		);
		expect(read.failed).toEqual([]);
		expect(read.counts.rows).toBe(rows.length);
		expect(read.counts.registered).toBe(read.counts.attended);
	});

	it('of Teams: everybody who came, from UTF-16 with tabs and two sections', async () => {
		const read = await readFiles({ 'teams-attendance.csv': file('teams-attendance.csv') });
		const text = file('teams-attendance.csv').toString('utf16le');
		const rows = text
			.slice(text.indexOf('Name\t'))
			.trim()
			.split('\r\n')
			.slice(1)
			.map((line) => line.split('\t'));
		same(
			read,
			fold(rows.map(([, joined, left, minutes, email]) => [email, joined, left, minutes])),
		);
		expect(read.failed).toEqual([]);
		expect(read.counts).toMatchObject({ rows: rows.length, registered: 0, noShows: 0 });
	});
});
