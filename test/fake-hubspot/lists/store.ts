// Owns lists: keeping them, who is a member, and the changes of memberships that were carried out.
// Knows nothing about calls.

import type { Json } from '../wire';

export interface RecordList {
	listId: string;
	/** OBSERVED: the ID that it had in the API of v1, a plain number as well */
	legacyListId?: string;
	name: string;
	objectTypeId: string;
	/** STATED: only MANUAL and SNAPSHOT lists take members; HubSpot fills DYNAMIC ones */
	processingType: 'MANUAL' | 'SNAPSHOT' | 'DYNAMIC';
	/** since when, by record id */
	members: Map<string, string>;
	createdAt: string;
}

export type NewList = Partial<
	Pick<RecordList, 'listId' | 'legacyListId' | 'name' | 'processingType'>
> & { members?: readonly string[] };

/** A membership that began or ended. What changed nothing is not here. */
export interface Membership {
	listId: string;
	action: 'add' | 'remove';
	/** of the record */
	id: string;
	at: number;
}

export interface ListHabits {
	/** how the answer of a membership call is spelled: in the odd way of SPEC, or as a page prints it */
	listSpelling: 'records' | 'record';
	/** OBSERVED: record ids in it are numbers at times */
	listNumbers: boolean;
	/** OBSERVED: a list of it that is empty may be left out */
	listLeavesOutEmpty: boolean;
}

export class Lists {
	readonly all = new Map<string, RecordList>();
	/** in order */
	readonly changes: Membership[] = [];

	private lastId = 100;

	constructor(
		private readonly now: () => number,
		private readonly nowIso: () => string,
		readonly habits: ListHabits,
	) {}

	seed(objectTypeId: string, { members = [], ...list }: NewList): string {
		do this.lastId += 1;
		while (this.all.has(String(this.lastId)));
		const { listId = String(this.lastId) } = list;
		const since = this.nowIso();
		this.all.set(listId, {
			name: `List ${listId}`,
			processingType: 'MANUAL',
			...list,
			listId,
			objectTypeId,
			members: new Map(members.map((id) => [id, since])),
			createdAt: since,
		});
		return listId;
	}

	byLegacyId(legacyListId: string): RecordList | undefined {
		return [...this.all.values()].find((list) => list.legacyListId === legacyListId);
	}

	/** Gives back whether that changed anything. */
	add({ listId, members }: RecordList, id: string): boolean {
		if (members.has(id)) return false;
		members.set(id, this.nowIso());
		this.changes.push({ listId, action: 'add', id, at: this.now() });
		return true;
	}

	/** Gives back whether that changed anything. */
	remove({ listId, members }: RecordList, id: string): boolean {
		if (!members.delete(id)) return false;
		this.changes.push({ listId, action: 'remove', id, at: this.now() });
		return true;
	}
}

/** A list as answers show it. SPEC; the size is OBSERVED, as text. */
export function showList(list: RecordList): Json {
	const { listId, name, objectTypeId, processingType, createdAt, members } = list;
	return {
		listId,
		listVersion: 1,
		name,
		objectTypeId,
		processingType,
		processingStatus: 'COMPLETE',
		createdAt,
		updatedAt: createdAt,
		additionalProperties: { hs_list_size: String(members.size) },
	};
}
