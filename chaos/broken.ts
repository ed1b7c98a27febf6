/** What a broken law is, and how one is held. */

export interface Broken {
	law: string;
	/** What was seen, with the execution and the item. */
	seen: string;
}

/** Holds a law against what was seen. */
export type Hold = (law: string, good: boolean, seen: () => string) => void;
