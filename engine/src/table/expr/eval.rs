//! Evaluation with Arrow's kernels, column by column.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, StringArray};
use arrow::compute::kernels::{boolean, cmp, numeric, substring, zip};
use arrow::compute::{cast, nullif};
use arrow::datatypes::{DataType, Float64Type};
use arrow::error::ArrowError;

use super::parse::{Arith, Ast, Compare};
use super::types::{infer, natural};
use super::{Columns, Expr, ExprError, ValueKind};

/// One evaluation.
pub struct Eval<'a> {
    expr: &'a Expr,
    kinds: Vec<ValueKind>,
    columns: &'a dyn Columns,
    rows: usize,
    /// Divisions of a number by 0 so far.
    pub divisions_by_zero: usize,
    /// Results that were no finite number so far.
    pub not_finite: usize,
}

impl<'a> Eval<'a> {
    /// Checks the kinds of the columns.
    pub fn new(
        expr: &'a Expr,
        wanted: ValueKind,
        columns: &'a dyn Columns,
    ) -> Result<Self, ExprError> {
        let kinds = infer(expr, wanted)?;
        Ok(Self { expr, kinds, columns, rows: columns.rows(), divisions_by_zero: 0, not_finite: 0 })
    }

    fn wrong(&self, e: &ArrowError) -> ExprError {
        ExprError::Compute { expression: self.expr.source.clone(), message: e.to_string() }
    }

    /// A part that must be numbers.
    pub fn number(&mut self, ast: &Ast) -> Result<Float64Array, ExprError> {
        Ok(self.value(ast, ValueKind::Number)?.as_primitive::<Float64Type>().clone())
    }

    /// A part that must be conditions.
    pub fn boolean(&mut self, ast: &Ast) -> Result<BooleanArray, ExprError> {
        Ok(self.value(ast, ValueKind::Boolean)?.as_boolean().clone())
    }

    fn kind_of(&self, sides: &[&Ast]) -> ValueKind {
        sides.iter().find_map(|s| natural(s, &|c| Some(self.kinds[c]))).unwrap_or(ValueKind::Number)
    }

    fn value(&mut self, ast: &Ast, wanted: ValueKind) -> Result<ArrayRef, ExprError> {
        let rows = self.rows;
        Ok(match ast {
            Ast::Column(c) => self.column(*c)?,
            Ast::Null => arrow::array::new_null_array(&data_type(wanted), rows),
            Ast::Number(n) => {
                ArrayRef::from(Box::new(Float64Array::from_value(*n, rows)) as Box<dyn Array>)
            }
            Ast::Text(t) => std::sync::Arc::new(StringArray::from_iter_values(
                std::iter::repeat_n(t.as_str(), rows),
            )),
            Ast::Bool(b) => std::sync::Arc::new(BooleanArray::from(vec![*b; rows])),
            Ast::Neg(a) => {
                let a = self.number(a)?;
                numeric::neg(&a).map_err(|e| self.wrong(&e))?
            }
            Ast::Abs(a) => {
                let a = self.number(a)?;
                std::sync::Arc::new(a.unary::<_, Float64Type>(f64::abs))
            }
            Ast::Arith(op, a, b) => self.arithmetic(*op, a, b)?,
            Ast::Compare(op, a, b) => std::sync::Arc::new(self.compare(*op, a, b)?),
            Ast::And(a, b) => {
                let (a, b) = (self.boolean(a)?, self.boolean(b)?);
                std::sync::Arc::new(boolean::and_kleene(&a, &b).map_err(|e| self.wrong(&e))?)
            }
            Ast::Or(a, b) => {
                let (a, b) = (self.boolean(a)?, self.boolean(b)?);
                std::sync::Arc::new(boolean::or_kleene(&a, &b).map_err(|e| self.wrong(&e))?)
            }
            Ast::Not(a) => {
                let a = self.boolean(a)?;
                std::sync::Arc::new(boolean::not(&a).map_err(|e| self.wrong(&e))?)
            }
            Ast::IsNull(a) => {
                let kind = self.kind_of(&[a]);
                let a = self.value(a, kind)?;
                std::sync::Arc::new(boolean::is_null(&a).map_err(|e| self.wrong(&e))?)
            }
            Ast::In(a, list) => self.in_list(a, list)?,
            Ast::Coalesce(list) => self.coalesce(list, wanted)?,
            Ast::Nullif(a, b) => {
                let (a, b) = (self.value(a, wanted)?, self.value(b, wanted)?);
                let same = self.compare_values(Compare::Eq, &a, &b, wanted)?;
                // An unknown comparison keeps the value.
                nullif(&a, &known_true(&same)).map_err(|e| self.wrong(&e))?
            }
            Ast::Between(a, low, high) => {
                let kind = self.kind_of(&[a, low, high]);
                let value = self.value(a, kind)?;
                let (low, high) = (self.value(low, kind)?, self.value(high, kind)?);
                let above = self.compare_values(Compare::Ge, &value, &low, kind)?;
                let below = self.compare_values(Compare::Le, &value, &high, kind)?;
                std::sync::Arc::new(
                    boolean::and_kleene(&above, &below).map_err(|e| self.wrong(&e))?,
                )
            }
            Ast::Extreme(greatest, list) => self.extreme(*greatest, list, wanted)?,
            Ast::Cast(a, kind) => {
                let inner = self.kind_of(&[a]);
                let a = self.value(a, inner)?;
                let cast = cast(&a, &data_type(*kind)).map_err(|e| self.wrong(&e))?;
                if *kind == ValueKind::Number { self.finite(cast.as_primitive()) } else { cast }
            }
            Ast::Substr(a, start, length) => {
                let a = self.value(a, ValueKind::Text)?;
                let cut = substring::substring_by_char(a.as_string::<i32>(), *start, *length)
                    .map_err(|e| self.wrong(&e))?;
                std::sync::Arc::new(cut)
            }
            Ast::Case(operand, branches, other) => {
                self.case(operand.as_deref(), branches, other, wanted)?
            }
        })
    }

    fn column(&self, c: usize) -> Result<ArrayRef, ExprError> {
        let name = &self.expr.columns[c];
        match self.kinds[c] {
            ValueKind::Number => {
                let column = self.columns.number(name).map_err(ExprError::Column)?;
                Ok(std::sync::Arc::new(column))
            }
            ValueKind::Text => {
                let column = self.columns.text(name).map_err(ExprError::Column)?;
                Ok(std::sync::Arc::new(column))
            }
            ValueKind::Boolean => Err(ExprError::Type {
                expression: self.expr.source.clone(),
                what: format!("column {name}"),
                found: "a number or text",
                wanted: "a condition",
            }),
        }
    }

    fn arithmetic(&mut self, op: Arith, a: &Ast, b: &Ast) -> Result<ArrayRef, ExprError> {
        let (a, mut b) = (self.number(a)?, self.number(b)?);
        let done = match op {
            Arith::Add => numeric::add(&a, &b),
            Arith::Sub => numeric::sub(&a, &b),
            Arith::Mul => numeric::mul(&a, &b),
            Arith::Div => {
                let zero = known_true(
                    &cmp::eq(&plus_zero(&b), &Float64Array::new_scalar(0.0))
                        .map_err(|e| self.wrong(&e))?,
                );
                let divided = boolean::is_not_null(&a).map_err(|e| self.wrong(&e))?;
                self.divisions_by_zero +=
                    boolean::and(&zero, &divided).map_err(|e| self.wrong(&e))?.true_count();
                b = nullif(&b, &zero)
                    .map_err(|e| self.wrong(&e))?
                    .as_primitive::<Float64Type>()
                    .clone();
                numeric::div(&a, &b)
            }
        };
        let done = done.map_err(|e| self.wrong(&e))?;
        Ok(self.finite(done.as_primitive()))
    }

    /// What is no finite number is unknown, at once: 1 / (1e308 * 10) is not 0.
    fn finite(&mut self, column: &Float64Array) -> ArrayRef {
        let odd = column.iter().flatten().filter(|v| !v.is_finite()).count();
        self.not_finite += odd;
        if odd == 0 {
            return std::sync::Arc::new(column.clone());
        }
        let kept: Float64Array = column.iter().map(|v| v.filter(|v| v.is_finite())).collect();
        std::sync::Arc::new(kept)
    }

    fn case(
        &mut self,
        operand: Option<&Ast>,
        branches: &[(Ast, Ast)],
        other: &Ast,
        wanted: ValueKind,
    ) -> Result<ArrayRef, ExprError> {
        let operand = match operand {
            Some(o) => {
                let conditions = branches.iter().map(|(c, _)| c);
                let kind = self.kind_of(&conditions.chain([o]).collect::<Vec<_>>());
                Some((self.value(o, kind)?, kind))
            }
            None => None,
        };
        let mut out = self.value(other, wanted)?;
        for (condition, result) in branches.iter().rev() {
            let mask = match &operand {
                Some((operand, kind)) => {
                    let condition = self.value(condition, *kind)?;
                    self.compare_values(Compare::Eq, operand, &condition, *kind)?
                }
                None => self.boolean(condition)?,
            };
            let result = self.value(result, wanted)?;
            out = zip::zip(&known_true(&mask), &result, &out).map_err(|e| self.wrong(&e))?;
        }
        Ok(out)
    }

    fn compare(&mut self, op: Compare, a: &Ast, b: &Ast) -> Result<BooleanArray, ExprError> {
        let kind = self.kind_of(&[a, b]);
        let (a, b) = (self.value(a, kind)?, self.value(b, kind)?);
        self.compare_values(op, &a, &b, kind)
    }

    fn compare_values(
        &self,
        op: Compare,
        a: &ArrayRef,
        b: &ArrayRef,
        kind: ValueKind,
    ) -> Result<BooleanArray, ExprError> {
        let (mut a, mut b) = (a.clone(), b.clone());
        if kind == ValueKind::Number {
            a = std::sync::Arc::new(plus_zero(a.as_primitive()));
            b = std::sync::Arc::new(plus_zero(b.as_primitive()));
        }
        let done = match op {
            Compare::Eq => cmp::eq(&a, &b),
            Compare::Ne => cmp::neq(&a, &b),
            Compare::Lt => cmp::lt(&a, &b),
            Compare::Le => cmp::lt_eq(&a, &b),
            Compare::Gt => cmp::gt(&a, &b),
            Compare::Ge => cmp::gt_eq(&a, &b),
        };
        done.map_err(|e| self.wrong(&e))
    }

    /// `a = x OR a = y OR …`, with its three values.
    fn in_list(&mut self, a: &Ast, list: &[Ast]) -> Result<ArrayRef, ExprError> {
        let mut found = BooleanArray::from(vec![false; self.rows]);
        for item in list {
            let same = self.compare(Compare::Eq, a, item)?;
            found = boolean::or_kleene(&found, &same).map_err(|e| self.wrong(&e))?;
        }
        Ok(std::sync::Arc::new(found))
    }

    fn coalesce(&mut self, list: &[Ast], wanted: ValueKind) -> Result<ArrayRef, ExprError> {
        let mut out = arrow::array::new_null_array(&data_type(wanted), self.rows);
        for item in list.iter().rev() {
            let item = self.value(item, wanted)?;
            let there = boolean::is_not_null(&item).map_err(|e| self.wrong(&e))?;
            out = zip::zip(&there, &item, &out).map_err(|e| self.wrong(&e))?;
        }
        Ok(out)
    }

    fn extreme(
        &mut self,
        greatest: bool,
        list: &[Ast],
        wanted: ValueKind,
    ) -> Result<ArrayRef, ExprError> {
        let mut out = arrow::array::new_null_array(&data_type(wanted), self.rows);
        for item in list {
            let item = self.value(item, wanted)?;
            let better = if greatest { cmp::gt(&item, &out) } else { cmp::lt(&item, &out) };
            let better = known_true(&better.map_err(|e| self.wrong(&e))?);
            // Nothing yet, and something now.
            let first = boolean::and(
                &boolean::is_null(&out).map_err(|e| self.wrong(&e))?,
                &boolean::is_not_null(&item).map_err(|e| self.wrong(&e))?,
            )
            .map_err(|e| self.wrong(&e))?;
            let take = boolean::or(&better, &first).map_err(|e| self.wrong(&e))?;
            out = zip::zip(&take, &item, &out).map_err(|e| self.wrong(&e))?;
        }
        Ok(out)
    }
}

fn data_type(kind: ValueKind) -> DataType {
    match kind {
        ValueKind::Number => DataType::Float64,
        ValueKind::Text => DataType::Utf8,
        ValueKind::Boolean => DataType::Boolean,
    }
}

/// −0.0 as 0.0: for Arrow they differ, for SQL they are equal.
fn plus_zero(column: &Float64Array) -> Float64Array {
    column.unary(|v| v + 0.0)
}

/// Unknown counts as false.
fn known_true(mask: &BooleanArray) -> BooleanArray {
    match mask.nulls() {
        None => mask.clone(),
        Some(nulls) => BooleanArray::new(mask.values() & nulls.inner(), None),
    }
}
