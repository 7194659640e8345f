/** An error as JSON: what stands on stdout in place of the result, where `-o json` was asked for. */
import * as z from 'zod';
import { ERRORS, type MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { shortened } from '../report/complaints.ts';
import { canonicalJson } from '../report/json.ts';
import { InvalidStrategy } from '../run/loaded.ts';

const complaint = z.strictObject({
  severity: z.enum(['error', 'warning']),
  at: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }),
  excerpt: z.string(),
  message: z.string(),
  mend: z.string(),
});
const documentSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(ERRORS)).describe('Stable; the list stands in `mbx help exit-codes`.'),
    title: z.string().describe('What the code stands for.'),
    exit: z.literal(Object.values(EXIT)).describe("The command's exit code."),
    message: z.string().describe('What is wrong, and where.'),
    hint: z.string().describe('What to do about it.'),
    details: z.array(z.string()).describe('Where several things are wrong at once: each of them.'),
    commands: z
      .array(z.strictObject({ in: z.string(), lines: z.array(z.string()) }))
      .describe('What mends it, to be copied.'),
    complaints: z
      .exactOptional(z.array(complaint))
      .describe('Everything that is wrong with the strategy (E2001).'),
  }),
});
type ErrorDocument = z.infer<typeof documentSchema>;

/** `exit`: with which the command ends. */
export function errorDocument(error: MbxError, exit: Exit): string {
  const { code, message, hint, details, commands } = error;
  const document: ErrorDocument = {
    error: {
      code,
      title: ERRORS[code].title,
      exit,
      message,
      hint,
      details: [...details],
      commands: commands.map((one) => ({ in: one.in, lines: [...one.lines] })),
      ...(error instanceof InvalidStrategy
        ? { complaints: error.complaints.map(shortened).map(plainComplaint) }
        : {}),
    },
  };
  return canonicalJson(document);
}
const plainComplaint = ({
  severity,
  at: { file, line, column },
  excerpt,
  message,
  mend,
}: InvalidStrategy['complaints'][number]): z.infer<typeof complaint> => ({
  severity,
  at: { file, line, column },
  excerpt,
  message,
  mend,
});

/** For `mbx schema error`. */
export const errorJsonSchema = (): object => z.toJSONSchema(documentSchema);
