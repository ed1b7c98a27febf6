// Owns the names of the two scopes of marketing events.

export const MARKETING_READ = 'crm.objects.marketing_events.read';
export const MARKETING_WRITE = 'crm.objects.marketing_events.write';
