/** What chaos knows of an operation: the items that it sends, and how they are told in calls. */
import type { HttpRequest } from '../nodes/engine/means';
import type { Operation } from '../nodes/n8n/operation';
import type { FakeHubSpot } from '../test/fake-hubspot/hubspot';
import type { Dice } from './dice';

export type Json = Record<string, unknown>;

export interface Item {
	raw: unknown;
	/** What it is known by in calls, and in what HubSpot applied: its mark, or the record that it names. */
	tag: string;
	/** Must not leave the house. */
	invalid?: true;
	/** HubSpot has a reason to refuse it, or none to find it. */
	doubtful?: true;
	/** The number of the contact that it writes, or of one beside it. */
	record?: number;
	/** Written by a second address: certain only where a look-up sees nothing but its own values. */
	alias?: true;
	/** Names the record; the same text, the same record. */
	key: string;
	/** It calls a contact by a value of a property that several may share. */
	found?: Found;
}

export interface Found {
	value: string;
	/** Who had it at the start. */
	ids: string[];
}

export interface Kind {
	row: Operation;
	objectType?: string;
	/** Property whose value can be bad, and that value. */
	bad: { property: string; value: string };
	prepare: (hubspot: FakeHubSpot) => void;
	/** `keys`: how many records the items are about; `plain`: nothing invalid, doubtful or twice. */
	item: (dice: Dice, mark: string, about: About) => Item;
	/** Values that all items of an execution share, beside the object type. */
	parameters?: (dice: Dice) => Record<string, string>;
	/** Its run finds out itself which object type it is about. */
	locates?: true;
	/** A list: the tags of the questions that a call is about. It changes nothing. */
	asks?: (request: HttpRequest) => string[];
	/** Where the inputs of a call are in its path: the tags of the items that it is about. */
	tags?: (request: HttpRequest) => string[];
	/** Most items of an execution, where each takes many calls. */
	most?: number;
	/** Where items bear no mark: the record that an element of a call, or of what was applied, names. */
	names?: (element: Json, body: Json) => string;
}

export interface About {
	keys: number;
	plain: boolean;
	index: number;
	/** The share of items with the value that a rule may refuse. */
	bad: number;
}
