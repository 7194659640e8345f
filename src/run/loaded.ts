/** A strategy as it was read from its files. */
import { MbxError } from '../model/error.ts';
import type { Complaint, Place, Strategy } from '../strategy/strategy.ts';

export interface Loaded {
  /** Whole paths of the files and folders that were named, or found: a folder may hold other files the next time. */
  readonly named: readonly string[];
  readonly strategy: Strategy;
  readonly warnings: readonly Complaint[];
  /** The line of a file that a place stands on. */
  readonly lineAt: (at: Place) => string;
}

/** E2001: stands for all complaints, which are shown in full before it. */
export class InvalidStrategy extends MbxError {
  readonly complaints: readonly Complaint[];
  constructor(complaints: readonly Complaint[]) {
    const errors = complaints.filter(({ severity }) => severity === 'error').length;
    super(
      'E2001',
      `the strategy has ${errors === 1 ? 'an error' : `${errors} errors`}; nothing was changed`,
      'Correct the errors above, then try again.',
    );
    this.complaints = complaints;
  }
}
