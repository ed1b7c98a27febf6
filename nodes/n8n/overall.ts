/** The outputs that are one item for all: Summary, and Report with its file. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { strikeOf, type Account } from './http';
import { toSummaryItem, type NameOf, type Told } from './present';
import { REPORT_KEY, REPORT_NAME, REPORT_TYPE, reportOf } from './report';
import { resumptionOf } from './resume';
import type { Strike } from './secrets';

/** What such an item is made of. */
export interface Overall {
	outcomes: Told[];
	/** Calls made. */
	calls: number;
	nameOf: NameOf;
	/** Nothing was sent. */
	isDry?: boolean;
}

/** The one item of such an output. */
export async function overallItem(
	context: IExecuteFunctions,
	output: 'summary' | 'report',
	overall: Overall,
	account: Account | undefined,
): Promise<INodeExecutionData> {
	if (output === 'summary') return withLists(overall, context.getInputData());
	const strike = account ? await strikeOf(context, account) : (text: string) => text;
	return await toReportItem(context, { ...overall, strike });
}

/** The counts and the failures of a run, and the lists from which it is resumed by hand. */
function withLists(
	{ outcomes, calls, nameOf }: Overall,
	sources: INodeExecutionData[],
): INodeExecutionData {
	const { json, ...item } = toSummaryItem(outcomes, calls, nameOf);
	return { ...item, json: { ...json, ...resumptionOf(outcomes, sources, nameOf) } };
}

/**
 * The report as a file, with the counts beside it. Where n8n cannot store the file, such as on a full
 * disk, the item is the summary, and says so: what was written in HubSpot must not be lost with it.
 */
async function toReportItem(
	context: IExecuteFunctions,
	{ outcomes, calls, nameOf, isDry, strike }: Overall & { strike: Strike },
): Promise<INodeExecutionData> {
	const { json, pairedItem } = toSummaryItem(outcomes, calls, nameOf);
	const { failures, ...counts } = json;
	try {
		const file = reportOf(outcomes, nameOf, strike, isDry);
		const data = await context.helpers.prepareBinaryData(file, REPORT_NAME, REPORT_TYPE);
		return { json: counts, binary: { [REPORT_KEY]: data }, pairedItem };
	} catch (error) {
		const problem = `n8n could not store the report: ${(error as Error).message}`;
		return { json: { ...counts, problem, failures }, pairedItem };
	}
}
