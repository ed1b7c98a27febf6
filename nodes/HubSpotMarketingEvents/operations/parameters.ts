/** Parameters that several operations of this node share. */
import type { Resource } from '../../n8n/operation';

export const EVENT_RESOURCE: Resource = { name: 'Event', value: 'event' };
