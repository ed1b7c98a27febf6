/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- drives a browser, never shipped */
/**
 * n8n's editor in a real Chromium: the gestures of a person, and a picture of what is seen after them,
 * light and dark. Knows n8n's pages, nothing of this package.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
	chromium as launcher,
	type BrowserContext,
	type Locator,
	type Page,
} from 'playwright-core';

/** Of the page, for what runs in it. */
declare const localStorage: { getItem(key: string): string | null };
declare const document: {
	addEventListener(event: string, listener: () => void): void;
	createElement(tag: string): { textContent: string | null };
	head: { append(element: object): void };
};

export interface Account {
	url: string;
	email: string;
	password: string;
}

export interface Workflow {
	name: string;
	nodes: Array<Record<string, unknown> & { name: string; type: string }>;
	connections?: object;
	settings?: object;
	pinData?: object;
}

/** No picture of ours needs the network, the sandbox of a desktop, or a graphics card. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
	'--force-color-profile=srgb',
];

const PATIENCE_MS = 20_000;
const SIZE = { width: 1440, height: 900 };

/** Chromium, from Debian's package where there is none and we may; undefined where we may not. */
export function chromium(): string | undefined {
	const found = chromiumPath();
	if (found || process.getuid?.() !== 0) return found;
	console.log('editor: installs Chromium by apt-get');
	for (const args of [
		['update', '-q'],
		['install', '-q', '-y', '--no-install-recommends', 'chromium'],
	]) {
		spawnSync('apt-get', args, { stdio: 'ignore', timeout: 300_000 });
	}
	return chromiumPath();
}

/** Where Debian, Ubuntu and Google put it. */
const chromiumPath = () =>
	[process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
		.filter((file): file is string => Boolean(file))
		.find((file) => existsSync(file));

/** Runs in each page: colours and dialogs are there at once, so that no picture has to wait for them. */
function withoutMotion(): void {
	document.addEventListener('DOMContentLoaded', () => {
		const style = document.createElement('style');
		style.textContent = '*, *::before, *::after { transition: none !important; }';
		document.head.append(style);
	});
}

export class Editor {
	/** What the page said in its console, where n8n shows what nodes say while they run. */
	readonly told: string[] = [];
	private pictures = 0;

	private constructor(
		readonly page: Page,
		private readonly context: BrowserContext,
		private readonly account: Account,
		private readonly profile: string,
		private readonly folder: string,
	) {
		page.on('console', (message) => this.told.push(message.text()));
	}

	static async open(account: Account, folder: string, executablePath: string): Promise<Editor> {
		mkdirSync(folder, { recursive: true });
		const profile = mkdtempSync(path.join(tmpdir(), 'e2e-editor-'));
		const context = await launcher.launchPersistentContext(profile, {
			executablePath,
			args: FLAGS,
			headless: true,
			viewport: SIZE,
			colorScheme: 'light',
			timeout: 60_000,
			permissions: ['clipboard-read', 'clipboard-write'],
		});
		context.setDefaultTimeout(PATIENCE_MS);
		await context.addInitScript(withoutMotion);
		const page = context.pages()[0] ?? (await context.newPage());
		return new Editor(page, context, account, profile, folder);
	}

	async close(): Promise<void> {
		await this.context.close().catch(() => undefined);
		rmSync(this.profile, { recursive: true, force: true });
	}

	id(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	/** What is open over the canvas or the dialog: its words as a person reads them, without line breaks. */
	async words(of: Locator): Promise<string> {
		return (await of.first().innerText()).replace(/\s+/g, ' ');
	}

	// ---------------------------------------------------------------- pictures

	/** Takes `03-name.light.png` and `03-name.dark.png`: n8n follows the system's colours. */
	async picture(name: string, { hover = false } = {}): Promise<void> {
		this.pictures++;
		if (!hover) await this.page.mouse.move(SIZE.width / 2, 3);
		for (const colorScheme of ['dark', 'light'] as const) {
			await this.page.emulateMedia({ colorScheme });
			await this.page.waitForTimeout(150);
			await this.page.screenshot({ path: this.file(name, colorScheme) });
		}
	}

	/** What passes too fast for both colours. */
	async glimpse(name: string): Promise<void> {
		this.pictures++;
		await this.page.screenshot({ path: this.file(name, 'light') });
	}

	private file(name: string, colorScheme: string): string {
		const number = String(this.pictures).padStart(2, '0');
		return path.join(this.folder, `${number}-${name}.${colorScheme}.png`);
	}

	/** A picture of a failure, to look at afterwards. */
	async lastPicture(name: string): Promise<void> {
		await this.page.screenshot({ path: path.join(this.folder, `FAILED-${name}.png`) });
	}

	// ---------------------------------------------------------------- n8n's REST, as the editor calls it

	/** One call with the session of the page. */
	async rest<T = Record<string, unknown>>(
		method: string,
		route: string,
		body?: object,
	): Promise<T> {
		const [status, text] = await this.page.evaluate(
			async ([verb, where, json]) => {
				const id = localStorage.getItem('n8n-browserId') ?? '';
				const answer = await fetch(`/rest${where}`, {
					method: verb,
					headers: { 'browser-id': id, 'content-type': 'application/json' },
					body: json,
				});
				return [answer.status, await answer.text()] as const;
			},
			[method, route, body && JSON.stringify(body)] as const,
		);
		if (status >= 300) throw new Error(`${method} ${route}: HTTP ${status} ${text.slice(0, 300)}`);
		return (JSON.parse(text) as { data: T }).data;
	}

	async logIn(): Promise<void> {
		const { page, account } = this;
		await page.goto(`${account.url}/signin`, { waitUntil: 'domcontentloaded', timeout: 60_000 });
		await page.locator('input[name="emailOrLdapLoginId"]').fill(account.email);
		await page.locator('input[name="password"]').fill(account.password);
		await this.id('form-submit-button').click();
		await page.waitForURL((url) => !url.pathname.includes('/signin'));
	}

	/** Saves a workflow and opens it on the canvas. */
	async openNew({ settings = { executionOrder: 'v1' }, ...workflow }: Workflow): Promise<string> {
		const nodes = workflow.nodes.map((node, index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			typeVersion: 1,
			position: [index * 260, 0],
			parameters: {},
			...node,
		}));
		const body = { connections: {}, ...workflow, settings, nodes, active: false };
		const { id } = await this.rest<{ id: string }>('POST', '/workflows', body);
		await this.openWorkflow(id);
		return id;
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.account.url}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
		await this.id('canvas-node').first().waitFor();
		await this.page.waitForTimeout(1_200); // the canvas moves until all nodes fit
	}

	// ---------------------------------------------------------------- canvas and node

	canvasNode(name: string): Locator {
		return this.page.locator(`[data-node-name="${name}"]`).first();
	}

	/** The open node. */
	get node(): Locator {
		return this.id('ndv').first();
	}

	async openNode(name: string): Promise<void> {
		await this.canvasNode(name).dblclick();
		await this.node.waitFor();
		await this.page.waitForTimeout(1_000);
	}

	async closeNode(): Promise<void> {
		await this.id('ndv-close-button').first().click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** Opens a drop-down and chooses an entry by its words. */
	async choose(parameter: Locator, option: string | RegExp): Promise<void> {
		await parameter.click();
		const entry = this.page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
		await entry.filter({ hasText: option }).first().click();
		await this.page.waitForTimeout(600);
	}

	/** As the mouse does it: press, move in steps, let go. */
	async drag(from: Locator, to: Locator): Promise<void> {
		await to.scrollIntoViewIfNeeded();
		const [start, end] = [await from.boundingBox(), await to.boundingBox()];
		if (!start || !end) throw new Error('nothing to drag, or nowhere to drop it');
		const { mouse } = this.page;
		await mouse.move(start.x + start.width / 2, start.y + start.height / 2);
		await mouse.down();
		await mouse.move(start.x + start.width / 2 + 12, start.y + start.height / 2 + 6, { steps: 4 });
		await mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
		await this.page.waitForTimeout(150);
		await mouse.up();
		await this.page.waitForTimeout(500);
	}

	/** “Execute step” of the open node, to its end; gives the status. */
	async executeStep(): Promise<string> {
		return await this.ended(this.id('node-execute-button').first());
	}

	/** The whole workflow, from the canvas. */
	async executeWorkflow(): Promise<string> {
		return await this.ended(this.id('execute-workflow-button').first());
	}

	/** Clicks, and gives the execution that this starts. */
	async started(button: Locator): Promise<string> {
		const answer = this.page.waitForResponse(
			(response) =>
				/\/rest\/workflows\/[^/]+\/run/.test(response.url()) &&
				response.request().method() === 'POST',
		);
		await button.click();
		const { data } = (await (await answer).json()) as { data: { executionId: string } };
		return data.executionId;
	}

	async ended(button: Locator, patienceMs = 60_000): Promise<string> {
		const execution = await this.started(button);
		for (const end = Date.now() + patienceMs; Date.now() < end; ) {
			const { status } = await this.rest<{ status: string }>(
				'GET',
				`/executions/${execution}`,
			).catch(() => ({ status: 'new' }));
			if (!['new', 'running', 'waiting'].includes(status)) {
				await this.page.waitForTimeout(1_500);
				return status;
			}
			await this.page.waitForTimeout(250);
		}
		throw new Error(`execution ${execution} did not end within ${patienceMs} ms`);
	}
}
