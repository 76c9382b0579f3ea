import { checkLeaks } from './check-leaks.ts';

checkLeaks();
