/** Of all functions of the module. */
export const parameters = {
  thread: 'i32',
  rows: 'i32',
  columns: 'i32',
  size: 'i32',
  step: 'i32',
  index: 'i32',
  indexRow: 'i32',
  indexed: 'i32',
  indexedRow: 'i32',
  plain: 'i32',
  plainRow: 'i32',
  indexColumn: 'i32',
  indexedColumn: 'i32',
  plainColumn: 'i32',
  bad: 'i32',
} as const;
