/** What is told of a text that has not the form it must have. */
export interface Told {
  /** What is wrong. */
  readonly message: string;
  readonly mend: string;
}
