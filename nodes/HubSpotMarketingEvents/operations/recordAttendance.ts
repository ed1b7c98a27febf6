/** Record Attendance: who registered for a marketing event, attended it, or cancelled. */
import {
	checkRecorded,
	contactByProperty,
	eventByExternalIds,
	keyed,
	nameOf,
	placedAt,
	recordBatch,
	startOfEvent,
	timed,
	type AttendanceInput,
} from '../../hubspot/attendance';
import { definedContacts } from '../../hubspot/defined';
import { ofNewContacts } from '../../hubspot/leaveOut';
import { outcomeOf } from '../../hubspot/replies';
import * as values from '../../hubspot/values';
import { ofAnotherApp } from '../../n8n/lookUps';
import { EVENT, nounOfType } from '../../n8n/nouns';
import { operation } from '../../n8n/operation';
import { plainParameters } from '../../n8n/parameters';
import {
	areInOrder,
	ATTENDANCE_FIELDS,
	ATTENDANCE_PARAMETERS,
	attendanceFromFields,
	contactId,
	email,
	isOneContact,
	newContact,
	state,
	times,
} from './attending';
import { datesNotice } from './fields';
import { ATTENDANCE_RESOURCE, eventName, isOneName } from './parameters';

const CONTACT = nounOfType('contacts');

/** What HubSpot was told where nobody says when it happened. */
const TIMES_TAKEN: Partial<Record<string, string>> = {
	event: 'the start of the event',
	run: 'the moment of this run, so another run would record this person once more',
};

/** What is worth knowing of a person that was recorded. */
const WITHOUT_LOOK_UP =
	'The credential may not read events, so this one was called by its external IDs: HubSpot may write nothing to the timeline of the contact, and keep neither Joined At nor Left At. Add the scope crm.objects.marketing_events.read.';

function warningsOf({ objectId, ownedBy, timeFrom = 'item' }: AttendanceInput): string[] {
	const taken = TIMES_TAKEN[timeFrom];
	return [
		...(objectId === undefined ? [WITHOUT_LOOK_UP] : []),
		...(ownedBy === undefined ? [] : [ofAnotherApp(EVENT.one, ownedBy)]),
		...(taken === undefined
			? []
			: [`Occurred At is empty, so HubSpot was told ${taken}. Map the time at which it happened.`]),
	];
}

export const recordAttendance = operation<AttendanceInput>({
	resource: ATTENDANCE_RESOURCE,
	value: 'recordAttendance',
	name: 'Record Attendance',
	action: 'Record attendance',
	description:
		'Record who registered for marketing events, attended or cancelled, up to 100 people of an event per call; contacts are created by their email',
	toolDescription:
		'Record that one person registered for a HubSpot marketing event, attended it or cancelled. By email, a contact that HubSpot does not have is created. Give the time at which it happened: the same person with the same time is recorded once only.',
	form: {
		options: ['batchSize', 'ifPropertyRefused', 'lookUp'],
		parameters: [
			{
				displayName:
					'People appear with the event and on the timeline of their contact. Complete the event when all attendance is recorded: HubSpot then works out how long everybody attended, and who did not come.',
				name: 'attendanceNotice',
				type: 'notice',
				default: '',
			},
			datesNotice,
			...plainParameters(ATTENDANCE_PARAMETERS, {
				objectId: '50001',
				subscriberState: 'attend',
				email: 'ada@example.com',
				interactionDateTime: '2027-03-01T09:00:00Z',
			}),
		],
		place: {},
		fields: ATTENDANCE_FIELDS,
		takesDates: true,
		fromFields: attendanceFromFields,
		input: (reading) =>
			values.shape(
				{
					...eventName(values.recordId),
					subscriberState: state,
					email,
					vid: contactId,
					contactProperty: values.textOrAbsent,
					contact: values.textOrAbsent,
					interactionDateTime: values.momentOrAbsent(reading),
					properties: times(reading),
					contactProperties: newContact(reading),
				},
				(input, refuse) => {
					isOneName(input, refuse);
					isOneContact(input, refuse);
					areInOrder(input, refuse);
				},
			),
		noun: () => CONTACT,
		name: nameOf,
		noPlace:
			'HubSpot has no such event, so nothing was recorded. Check its ID, and whether somebody deleted it.',
		stamp: (input, _trace, _place, _mapped, startedMs) => timed(input, startedMs),
	},
	effect: {
		kind: 'write',
		definitions: definedContacts(),
		verb: 'recorded',
		thing: 'attendance',
		again: 'safe',
		creates: true,
		shares: true,
		send: recordBatch,
		resolve: eventByExternalIds,
		resolveToo: contactByProperty,
		placed: placedAt,
		prepare: startOfEvent,
		check: checkRecorded,
		warnings: warningsOf,
		leaveOut: ofNewContacts,
		complete: outcomeOf('recorded'),
		keyed,
	},
});
