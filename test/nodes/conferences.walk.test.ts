/** 100 conferences of a real list and 300 invented people; all of them: conferences.walk.slow.test.ts. */
import '../host/virtual-time';

import { describeRealData } from '../real-data';
import { walkConferences } from './conferences';

describeRealData('100 conferences of a real list, with 300 people', () => {
	walkConferences(300, 100, true);
});
