/** What runs in processes of their own. */
export { updateContacts } from './product';
export { keepAnswers, loopUpdate, sdkUpdate, singleUpdates } from './rivals';
export { isolate } from './isolation';
export { mapItems } from './mapping';
export { ownCpu } from './own';
