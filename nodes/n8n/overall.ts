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
	/** Calls that the account has left today; undefined where HubSpot has not said it. */
	callsLeftToday?: number;
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

/** The counts and the failures of a run. */
function counted({ outcomes, calls, callsLeftToday, nameOf }: Overall) {
	const { json, ...item } = toSummaryItem(outcomes, calls, nameOf);
	const { failures, ...counts } = json;
	const left = callsLeftToday === undefined ? {} : { callsLeftToday };
	return { item, counts: { ...counts, ...left }, failures };
}

/** The lists from which a run is resumed by hand, beside its counts. */
function withLists(overall: Overall, sources: INodeExecutionData[]): INodeExecutionData {
	const { item, counts, failures } = counted(overall);
	const { outcomes, nameOf } = overall;
	return { ...item, json: { ...counts, failures, ...resumptionOf(outcomes, sources, nameOf) } };
}

/**
 * The report as a file, with the counts beside it. Where n8n cannot store the file, such as on a full
 * disk, the item is the summary, and says so: what was written in HubSpot must not be lost with it.
 */
async function toReportItem(
	context: IExecuteFunctions,
	overall: Overall & { strike: Strike },
): Promise<INodeExecutionData> {
	const { item, counts, failures } = counted(overall);
	const { outcomes, nameOf, isDry, strike } = overall;
	try {
		const file = reportOf(outcomes, nameOf, strike, isDry);
		const data = await context.helpers.prepareBinaryData(file, REPORT_NAME, REPORT_TYPE);
		return { ...item, json: counts, binary: { [REPORT_KEY]: data } };
	} catch (error) {
		const problem = `n8n could not store the report: ${(error as Error).message}`;
		return { ...item, json: { ...counts, problem, failures } };
	}
}
