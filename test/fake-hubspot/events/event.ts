// What a marketing event holds.

export interface MarketingEvent {
	objectId: string;
	/** of the app that made it, the only one that can reach it by its external ids */
	appId: number;
	externalAccountId: string;
	externalEventId: string;
	eventName: string;
	eventOrganizer: string;
	eventDescription: string | null;
	eventUrl: string | null;
	eventType: string | null;
	startDateTime: string | null;
	endDateTime: string | null;
	eventCancelled: boolean;
	eventCompleted: boolean;
	customProperties: Record<string, string>;
	/** Of people beside those that calls have recorded: absent, there is nobody. */
	counters?: Record<'registrants' | 'attendees' | 'cancellations' | 'noShows', number>;
	/** of the lists that are associated with it: absent, none */
	listIds?: string[];
	createdAt: string;
	updatedAt: string;
}
