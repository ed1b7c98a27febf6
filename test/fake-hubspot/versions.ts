// Owns the API versions that the fake speaks.

export type Version = '2026-03' | '2026-09' | 'v3';

export const VERSIONS: readonly Version[] = ['2026-03', '2026-09', 'v3'];
