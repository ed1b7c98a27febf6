/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests, never shipped */
/** n8n's forms as a browser fills them in. */
import assert from 'node:assert/strict';

import type { N8n } from './n8n';

/** Who may open the forms of the examples. */
export const UPLOADER = { user: 'uploads', password: 'for-the-form-only' };

/** Types of nodes whose pages ask for it. */
export const FORM = /formTrigger$|\.wait$/;

/** The address of the page that a workflow waits with, once it waits. */
async function waitingPage(n8n: N8n, submitted: { body: unknown }): Promise<string> {
	const { formWaitingUrl } = submitted.body as { formWaitingUrl: string };
	const { pathname, search } = new URL(formWaitingUrl);
	const page = pathname.slice(1);
	await n8n.until(
		'the next page of the form',
		async () => await n8n.call(`${page}/n8n-execution-status${search}`),
		({ text }) => text === 'form-waiting',
	);
	return page + search;
}

/**
 * The last page of a form, as its browser gets it: it asks for the status until the page is there, and
 * tells n8n that the page has arrived. The workflow ends then.
 */
export async function formEnding(n8n: N8n, submitted: { body: unknown }): Promise<string> {
	const page = await waitingPage(n8n, submitted);
	const { text } = await n8n.call(page, undefined, UPLOADER);
	await n8n.call(page, {}, UPLOADER);
	return text;
}

/** The page in the middle of a form; filled in, when `answers` are given. */
export async function nextPage(
	n8n: N8n,
	submitted: { body: unknown },
	answers: FormData,
): Promise<{ stranger: number; text: string }> {
	const page = await waitingPage(n8n, submitted);
	const { status: stranger } = await n8n.call(page);
	const { text } = await n8n.call(page, undefined, UPLOADER);
	const reply = await n8n.call(page, answers, UPLOADER);
	assert.equal(reply.status, 200, reply.text);
	return { stranger, text };
}

/** What is filled in, field by field; several values of one field are several files. */
export function filledIn(...fields: Array<string | File[]>): FormData {
	const form = new FormData();
	for (const [n, value] of fields.entries()) {
		if (typeof value === 'string') form.set(`field-${n}`, value);
		else for (const file of value) form.append(`field-${n}`, file, file.name);
	}
	return form;
}
