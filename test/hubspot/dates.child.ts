/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a process of a test, never shipped */
/** Tells its parent what is sent in the time zone of this process, for a workflow in each zone. */
import { sentIn, ZONES } from './dates.ways';

process.send?.({ zone: process.env.TZ, sent: ZONES.map(sentIn) });
