//! What each column is, by its use: a number in arithmetic, text beside a text.

use super::parse::Ast;
use super::{Expr, ExprError, ValueKind};

struct Infer<'a> {
    expr: &'a Expr,
    kinds: Vec<Option<ValueKind>>,
    /// Last pass: a column whose kind nothing decides is a number.
    last: bool,
}

/// Kinds of the expression's columns when the whole is to be `wanted`.
pub fn infer(expr: &Expr, wanted: ValueKind) -> Result<Vec<ValueKind>, ExprError> {
    let mut infer = Infer { expr, kinds: vec![None; expr.columns.len()], last: false };
    // Again while something is learnt: a column whose kind is found late decides that of its neighbours.
    loop {
        let known = infer.kinds.clone();
        infer.settle(&expr.root, wanted)?;
        if infer.kinds == known {
            break;
        }
    }
    infer.last = true;
    infer.settle(&expr.root, wanted)?;
    Ok(infer.kinds.into_iter().map(|k| k.unwrap_or(ValueKind::Number)).collect())
}

/// What an expression is by itself, where that is decided; `column` gives the kinds of columns.
pub fn natural(ast: &Ast, column: &dyn Fn(usize) -> Option<ValueKind>) -> Option<ValueKind> {
    let first = |list: &[Ast]| list.iter().find_map(|a| natural(a, column));
    match ast {
        Ast::Column(c) => column(*c),
        Ast::Number(_) | Ast::Neg(_) | Ast::Abs(_) | Ast::Arith(..) => Some(ValueKind::Number),
        Ast::Text(_) | Ast::Substr(..) => Some(ValueKind::Text),
        Ast::Bool(_)
        | Ast::Compare(..)
        | Ast::And(..)
        | Ast::Or(..)
        | Ast::Not(_)
        | Ast::IsNull(_)
        | Ast::In(..)
        | Ast::Between(..) => Some(ValueKind::Boolean),
        Ast::Null => None,
        Ast::Cast(_, kind) => Some(*kind),
        Ast::Coalesce(list) | Ast::Extreme(_, list) => first(list),
        Ast::Nullif(a, b) => natural(a, column).or_else(|| natural(b, column)),
        Ast::Case(_, branches, other) => {
            branches.iter().find_map(|(_, r)| natural(r, column)).or_else(|| natural(other, column))
        }
    }
}

impl Infer<'_> {
    fn natural(&self, ast: &Ast) -> Option<ValueKind> {
        natural(ast, &|c| self.kinds[c])
    }

    fn wrong(&self, what: String, found: ValueKind, wanted: ValueKind) -> ExprError {
        ExprError::Type {
            expression: self.expr.source.clone(),
            what,
            found: found.name(),
            wanted: wanted.name(),
        }
    }

    /// Compared sides are of one kind: numbers when nothing decides it.
    fn alike(&mut self, sides: &[&Ast]) -> Result<(), ExprError> {
        let known = sides.iter().find_map(|s| self.natural(s));
        match known.or(self.last.then_some(ValueKind::Number)) {
            Some(kind) => sides.iter().try_for_each(|s| self.settle(s, kind)),
            None => Ok(()),
        }
    }

    fn settle(&mut self, ast: &Ast, wanted: ValueKind) -> Result<(), ExprError> {
        match ast {
            Ast::Column(c) => match self.kinds[*c] {
                None => {
                    self.kinds[*c] = Some(wanted);
                    Ok(())
                }
                Some(kind) if kind == wanted => Ok(()),
                Some(kind) => {
                    Err(self.wrong(format!("column {}", self.expr.columns[*c]), kind, wanted))
                }
            },
            Ast::Null => Ok(()),
            Ast::Neg(a) | Ast::Abs(a) => {
                self.is(ValueKind::Number, wanted, "arithmetic")?;
                self.settle(a, ValueKind::Number)
            }
            Ast::Arith(_, a, b) => {
                self.is(ValueKind::Number, wanted, "arithmetic")?;
                self.settle(a, ValueKind::Number)?;
                self.settle(b, ValueKind::Number)
            }
            Ast::Number(n) => self.is(ValueKind::Number, wanted, &n.to_string()),
            Ast::Text(t) => self.is(ValueKind::Text, wanted, &format!("'{t}'")),
            Ast::Bool(b) => self.is(ValueKind::Boolean, wanted, &b.to_string()),
            Ast::Compare(_, a, b) => {
                self.is(ValueKind::Boolean, wanted, "a comparison")?;
                self.alike(&[a, b])
            }
            Ast::In(a, list) => {
                self.is(ValueKind::Boolean, wanted, "IN")?;
                let sides: Vec<&Ast> = list.iter().chain([a.as_ref()]).collect();
                self.alike(&sides)
            }
            Ast::Between(a, low, high) => {
                self.is(ValueKind::Boolean, wanted, "BETWEEN")?;
                self.alike(&[low, high, a])
            }
            Ast::And(a, b) | Ast::Or(a, b) => {
                self.is(ValueKind::Boolean, wanted, "AND/OR")?;
                self.settle(a, ValueKind::Boolean)?;
                self.settle(b, ValueKind::Boolean)
            }
            Ast::Not(a) => {
                self.is(ValueKind::Boolean, wanted, "NOT")?;
                self.settle(a, ValueKind::Boolean)
            }
            Ast::IsNull(a) => {
                self.is(ValueKind::Boolean, wanted, "IS NULL")?;
                self.alike(&[a])
            }
            Ast::Coalesce(list) | Ast::Extreme(_, list) => {
                list.iter().try_for_each(|a| self.settle(a, wanted))
            }
            Ast::Nullif(a, b) => {
                self.settle(a, wanted)?;
                self.settle(b, wanted)
            }
            Ast::Cast(a, kind) => {
                self.is(*kind, wanted, "CAST")?;
                // CAST('12' AS DOUBLE) reads text; a bare column is read as what it becomes.
                match self.natural(a).or(self.last.then_some(*kind)) {
                    Some(inner) => self.settle(a, inner),
                    None => Ok(()),
                }
            }
            Ast::Substr(a, _, _) => {
                self.is(ValueKind::Text, wanted, "SUBSTR")?;
                self.settle(a, ValueKind::Text)
            }
            Ast::Case(operand, branches, other) => {
                if let Some(operand) = operand {
                    let conditions = branches.iter().map(|(c, _)| c);
                    let sides: Vec<&Ast> = conditions.chain([operand.as_ref()]).collect();
                    self.alike(&sides)?;
                }
                for (condition, result) in branches {
                    if operand.is_none() {
                        self.settle(condition, ValueKind::Boolean)?;
                    }
                    self.settle(result, wanted)?;
                }
                self.settle(other, wanted)
            }
        }
    }

    fn is(&self, found: ValueKind, wanted: ValueKind, what: &str) -> Result<(), ExprError> {
        if found == wanted { Ok(()) } else { Err(self.wrong(what.into(), found, wanted)) }
    }
}
