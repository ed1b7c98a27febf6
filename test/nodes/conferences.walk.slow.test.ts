/** All 5,670 conferences of a real list, and 20,000 invented people. */
import '../host/virtual-time';

import { describeRealData } from '../real-data';
import { walkConferences } from './conferences';

describeRealData('5,670 conferences of a real list, with 20,000 people', () => {
	walkConferences(20_000);
});
