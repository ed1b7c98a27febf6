/** notes.ts: what is said of a record that looked like others in HubSpot's answer. */
import { noteOf } from '../../nodes/n8n/notes';
import { upsertEvents } from '../../nodes/HubSpotMarketingEvents/operations/upsertEvents';
import { batchUpdateObjects } from '../../nodes/HubSpotCrmObjects/operations/batchUpdateObjects';

describe('That the ID of a record is not known', () => {
	const because = "several records in HubSpot's answer have the same values.";

	it('is said with the way to it where there is one', () => {
		const { effect, form } = upsertEvents;
		expect(noteOf(effect, { kind: 'noId' }, form)).toBe(
			`This record was written, but its ID is not known: ${because} To get it, use Get Events by External Event ID.`,
		);
	});

	it('is said without one where there is none', () => {
		const { effect, form } = batchUpdateObjects;
		const said = `This record was written, but its ID is not known: ${because}`;
		expect(noteOf(effect, { kind: 'noId' }, form)).toBe(said);
		expect(noteOf(effect, { kind: 'noId' })).toBe(said);
	});

	it('is said of what an earlier try has written, in place of that its IDs are known', () => {
		const { effect, form } = upsertEvents;
		expect(noteOf(effect, { kind: 'earlierTry', noId: true }, form)).toBe(
			"An earlier try of this node has written this record, so it was not sent again. Its ID is not known: several records in HubSpot's answer had the same values. To get it, use Get Events by External Event ID.",
		);
		expect(noteOf(effect, { kind: 'earlierTry' }, form)).toMatch(/only the IDs are known\.$/);
	});
});
