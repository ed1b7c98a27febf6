/** 300 conferences of a real list and 1,500 invented people; all of them: conferences.walk.slow.test.ts. */
import '../host/virtual-time';

import { describeRealData } from '../real-data';
import { walkConferences } from './conferences';

describeRealData('300 conferences of a real list, with 1,500 people', () => {
	walkConferences(1_500, 300, true);
});
