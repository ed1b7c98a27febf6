export { HubSpotBatchAccessTokenApi } from './credentials/HubSpotBatchAccessTokenApi.credentials';
export { HubSpotBatchOAuth2Api } from './credentials/HubSpotBatchOAuth2Api.credentials';
export { HubSpotCrmObjects } from './nodes/HubSpotCrmObjects/HubSpotCrmObjects.node';
export { HubSpotMarketingEvents } from './nodes/HubSpotMarketingEvents/HubSpotMarketingEvents.node';
