// The tokens of Go source (https://go.dev/ref/spec#Lexical_elements), each named by what is written.

/** A token. Literals and names are told by their class, everything else by its own text. */
export type Token = 'EOF' | 'illegal' | 'ident' | LiteralToken | Keyword | Operator

/** The class of a basic literal. */
export type LiteralToken = 'int' | 'float' | 'imag' | 'char' | 'string'

/** A keyword. */
export type Keyword =
  | 'break'
  | 'case'
  | 'chan'
  | 'const'
  | 'continue'
  | 'default'
  | 'defer'
  | 'else'
  | 'fallthrough'
  | 'for'
  | 'func'
  | 'go'
  | 'goto'
  | 'if'
  | 'import'
  | 'interface'
  | 'map'
  | 'package'
  | 'range'
  | 'return'
  | 'select'
  | 'struct'
  | 'switch'
  | 'type'
  | 'var'

/** An operator or a punctuation mark. */
export type Operator =
  | BinaryOperator
  | AssignOperator
  | '!'
  | '~'
  | '++'
  | '--'
  | '...'
  | Bracket
  | ','
  | ';'
  | '.'
  | ':'

type Bracket = '(' | ')' | '[' | ']' | '{' | '}'

/** An operator between two operands; `<-` is one only in a send statement. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '&^'
  | '&&'
  | '||'
  | '<-'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='

/** `=`, `:=` and the operators that assign to their own operand. */
export type AssignOperator = '=' | ':=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '&^='

/** The keyword that a word is; `undefined` for a name. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (
    [
      ['break', 'case', 'chan', 'const', 'continue', 'default', 'defer', 'else', 'fallthrough', 'for', 'func', 'go'],
      ['goto', 'if', 'import', 'interface', 'map', 'package', 'range', 'return', 'select', 'struct', 'switch'],
      ['type', 'var'],
    ] as const
  ).flatMap((words) => words.map((word): [string, Keyword] => [word, word])),
)

/** How strongly a binary operator binds, 1 to 5; 0 for any other token (https://go.dev/ref/spec#Operator_precedence). */
export function precedence(token: Token): number {
  switch (token) {
    case '||':
      return 1
    case '&&':
      return 2
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return 3
    case '+':
    case '-':
    case '|':
    case '^':
      return 4
    case '*':
    case '/':
    case '%':
    case '<<':
    case '>>':
    case '&':
    case '&^':
      return 5
    default:
      return 0
  }
}
