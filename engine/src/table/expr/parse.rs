//! sqlparser's tree → our small one, which holds only what is allowed.

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, Expr as Sql, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, UnaryOperator, Value,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::{ExprError, MAX_CHAIN, MAX_DEPTH, MAX_LENGTH, MAX_LIST, ValueKind};

/// Functions.
const FUNCTIONS: [&str; 6] = ["COALESCE", "NULLIF", "LEAST", "GREATEST", "SUBSTR", "ABS"];

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arith {
    Add,
    Sub,
    Mul,
    Div,
}

/// Comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// Position among the expression's columns.
    Column(usize),
    Number(f64),
    Text(String),
    Bool(bool),
    Null,
    Neg(Box<Ast>),
    Abs(Box<Ast>),
    Arith(Arith, Box<Ast>, Box<Ast>),
    Compare(Compare, Box<Ast>, Box<Ast>),
    And(Box<Ast>, Box<Ast>),
    Or(Box<Ast>, Box<Ast>),
    Not(Box<Ast>),
    IsNull(Box<Ast>),
    In(Box<Ast>, Vec<Ast>),
    Coalesce(Vec<Ast>),
    Nullif(Box<Ast>, Box<Ast>),
    /// `true`: the greatest.
    Extreme(bool, Vec<Ast>),
    Cast(Box<Ast>, ValueKind),
    Substr(Box<Ast>, i64, Option<u64>),
    /// Value, low, high.
    Between(Box<Ast>, Box<Ast>, Box<Ast>),
    /// What is compared with each condition, if anything; conditions with their results; the
    /// result otherwise.
    Case(Option<Box<Ast>>, Vec<(Ast, Ast)>, Box<Ast>),
}

struct AstBuilder<'a> {
    text: &'a str,
    columns: Vec<String>,
}

/// Parses one expression; returns it with its columns in the order of first use.
pub fn parse(text: &str) -> Result<(Ast, Vec<String>), ExprError> {
    if text.chars().count() > MAX_LENGTH {
        return Err(ExprError::Limit { what: "long", limit: MAX_LENGTH });
    }
    let syntax = |e: &dyn std::fmt::Display| ExprError::Syntax {
        expression: text.trim().to_string(),
        message: e.to_string().replace("sql parser error: ", ""),
    };
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(MAX_DEPTH)
        .try_with_sql(text)
        .map_err(|e| syntax(&e))?;
    let sql = parser.parse_expr().map_err(|e| match e {
        sqlparser::parser::ParserError::RecursionLimitExceeded => {
            ExprError::Limit { what: "deep", limit: MAX_DEPTH }
        }
        e => syntax(&e),
    })?;
    let next = parser.peek_token();
    if next.token != Token::EOF {
        return Err(syntax(&format!("expected the end, found: {next}")));
    }
    let mut build = AstBuilder { text: text.trim(), columns: Vec::new() };
    let root = build.expr(&sql, 0)?;
    Ok((root, build.columns))
}

impl AstBuilder<'_> {
    fn unsupported(&self, what: impl Into<String>) -> ExprError {
        ExprError::Unsupported {
            expression: self.text.into(),
            what: what.into(),
            allowed: format!(
                "columns, numbers, 'text', + - * / ( ), comparisons, AND OR NOT IN BETWEEN IS NULL \
                 CASE CAST, and {} are",
                FUNCTIONS.join(" ")
            ),
        }
    }

    fn boxed(&mut self, sql: &Sql, depth: usize) -> Result<Box<Ast>, ExprError> {
        self.expr(sql, depth + 1).map(Box::new)
    }

    fn list(&mut self, list: &[Sql], depth: usize) -> Result<Vec<Ast>, ExprError> {
        if list.len() > MAX_LIST {
            return Err(ExprError::Limit { what: "long", limit: MAX_LIST });
        }
        list.iter().map(|e| self.expr(e, depth + 1)).collect()
    }

    fn expr(&mut self, sql: &Sql, depth: usize) -> Result<Ast, ExprError> {
        // A chain of operators nests without parentheses: `a + a + …`.
        if depth > MAX_CHAIN {
            return Err(ExprError::Limit { what: "deep", limit: MAX_CHAIN });
        }
        match sql {
            Sql::Identifier(name) => Ok(self.column(&name.value)),
            Sql::Nested(inner) => self.expr(inner, depth + 1),
            Sql::Value(value) => self.value(&value.value),
            Sql::UnaryOp { op, expr } => {
                let inner = self.boxed(expr, depth)?;
                match op {
                    UnaryOperator::Minus => Ok(Ast::Neg(inner)),
                    UnaryOperator::Plus => Ok(*inner),
                    UnaryOperator::Not => Ok(Ast::Not(inner)),
                    op => Err(self.unsupported(format!("operator {op}"))),
                }
            }
            Sql::BinaryOp { left, op, right } => self.binary(left, op, right, depth),
            Sql::IsNull(inner) => Ok(Ast::IsNull(self.boxed(inner, depth)?)),
            Sql::IsNotNull(inner) => Ok(Ast::Not(Box::new(Ast::IsNull(self.boxed(inner, depth)?)))),
            Sql::InList { expr, list, negated } => {
                let found = Ast::In(self.boxed(expr, depth)?, self.list(list, depth)?);
                Ok(if *negated { Ast::Not(Box::new(found)) } else { found })
            }
            Sql::Between { expr, negated, low, high } => {
                let (low, high) = (self.boxed(low, depth)?, self.boxed(high, depth)?);
                let found = Ast::Between(self.boxed(expr, depth)?, low, high);
                Ok(if *negated { Ast::Not(Box::new(found)) } else { found })
            }
            Sql::Cast { kind: CastKind::Cast | CastKind::TryCast, expr, data_type, .. } => {
                let kind = self.kind(data_type)?;
                Ok(Ast::Cast(self.boxed(expr, depth)?, kind))
            }
            Sql::Substring { expr, substring_from, substring_for, .. } => {
                let inner = self.boxed(expr, depth)?;
                let start = substring_from.as_ref().map_or(Ok(1), |e| self.whole(e))?;
                let length = substring_for.as_ref().map(|e| self.whole(e)).transpose()?;
                self.substr(inner, start, length)
            }
            Sql::Case { operand, conditions, else_result, .. } => {
                let operand = operand.as_ref().map(|o| self.boxed(o, depth)).transpose()?;
                let mut branches = Vec::new();
                for when in conditions {
                    let condition = self.expr(&when.condition, depth + 1)?;
                    branches.push((condition, self.expr(&when.result, depth + 1)?));
                }
                let other = match else_result {
                    Some(e) => self.expr(e, depth + 1)?,
                    None => Ast::Null,
                };
                Ok(Ast::Case(operand, branches, Box::new(other)))
            }
            Sql::Function(function) => self.function(function, depth),
            other => Err(self.unsupported(format!("`{other}`"))),
        }
    }

    fn column(&mut self, name: &str) -> Ast {
        let position = self.columns.iter().position(|c| c == name).unwrap_or_else(|| {
            self.columns.push(name.to_string());
            self.columns.len() - 1
        });
        Ast::Column(position)
    }

    fn value(&self, value: &Value) -> Result<Ast, ExprError> {
        match value {
            Value::Number(text, _) => match text.parse::<f64>() {
                Ok(n) if n.is_finite() => Ok(Ast::Number(n)),
                _ => Err(self.unsupported(format!("number {text}"))),
            },
            Value::SingleQuotedString(text) => Ok(Ast::Text(text.clone())),
            Value::Boolean(b) => Ok(Ast::Bool(*b)),
            Value::Null => Ok(Ast::Null),
            other => Err(self.unsupported(format!("`{other}`"))),
        }
    }

    fn binary(
        &mut self,
        left: &Sql,
        op: &BinaryOperator,
        right: &Sql,
        depth: usize,
    ) -> Result<Ast, ExprError> {
        let (l, r) = (self.boxed(left, depth)?, self.boxed(right, depth)?);
        Ok(match op {
            BinaryOperator::Plus => Ast::Arith(Arith::Add, l, r),
            BinaryOperator::Minus => Ast::Arith(Arith::Sub, l, r),
            BinaryOperator::Multiply => Ast::Arith(Arith::Mul, l, r),
            BinaryOperator::Divide => Ast::Arith(Arith::Div, l, r),
            BinaryOperator::Eq => Ast::Compare(Compare::Eq, l, r),
            BinaryOperator::NotEq => Ast::Compare(Compare::Ne, l, r),
            BinaryOperator::Lt => Ast::Compare(Compare::Lt, l, r),
            BinaryOperator::LtEq => Ast::Compare(Compare::Le, l, r),
            BinaryOperator::Gt => Ast::Compare(Compare::Gt, l, r),
            BinaryOperator::GtEq => Ast::Compare(Compare::Ge, l, r),
            BinaryOperator::And => Ast::And(l, r),
            BinaryOperator::Or => Ast::Or(l, r),
            op => return Err(self.unsupported(format!("operator {op}"))),
        })
    }

    fn kind(&self, data_type: &DataType) -> Result<ValueKind, ExprError> {
        let name = data_type.to_string().to_uppercase();
        let base = name.split(['(', ' ']).next().unwrap_or_default();
        match base {
            "DOUBLE" | "FLOAT" | "REAL" | "NUMERIC" | "DECIMAL" | "FLOAT64" | "FLOAT8" => {
                Ok(ValueKind::Number)
            }
            "VARCHAR" | "TEXT" | "CHAR" | "STRING" => Ok(ValueKind::Text),
            _ => Err(ExprError::Unsupported {
                expression: self.text.into(),
                what: format!("CAST AS {name}"),
                allowed: "CAST AS DOUBLE and CAST AS VARCHAR are".into(),
            }),
        }
    }

    fn function(&mut self, function: &Function, depth: usize) -> Result<Ast, ExprError> {
        let name = function.name.to_string().to_uppercase();
        let plain = function.over.is_none() && function.filter.is_none();
        let FunctionArguments::List(list) = &function.args else {
            return Err(self.unsupported(format!("`{function}`")));
        };
        if !plain || list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
            return Err(self.unsupported(format!("`{function}`")));
        }
        let mut sql = Vec::new();
        for arg in &list.args {
            match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => sql.push(e.clone()),
                other => return Err(self.unsupported(format!("argument {other}"))),
            }
        }
        if name == "SUBSTR" || name == "SUBSTRING" {
            let (Some(text), 2..=3) = (sql.first(), sql.len()) else {
                return Err(self.arguments("SUBSTR", "a text, a start and a length"));
            };
            let inner = self.boxed(text, depth)?;
            let start = self.whole(&sql[1])?;
            let length = sql.get(2).map(|e| self.whole(e)).transpose()?;
            return self.substr(inner, start, length);
        }
        let mut args = self.list(&sql, depth)?;
        match (name.as_str(), args.len()) {
            ("COALESCE", 1..) => Ok(Ast::Coalesce(args)),
            ("LEAST", 1..) => Ok(Ast::Extreme(false, args)),
            ("GREATEST", 1..) => Ok(Ast::Extreme(true, args)),
            ("ABS", 1) => Ok(Ast::Abs(Box::new(args.remove(0)))),
            ("NULLIF", 2) => {
                let second = args.remove(1);
                Ok(Ast::Nullif(Box::new(args.remove(0)), Box::new(second)))
            }
            ("NULLIF", _) => Err(self.arguments("NULLIF", "two values")),
            ("ABS", _) => Err(self.arguments("ABS", "one value")),
            ("COALESCE" | "LEAST" | "GREATEST", _) => Err(self.arguments(&name, "values")),
            _ => Err(ExprError::Unsupported {
                expression: self.text.into(),
                what: format!("function {name}"),
                allowed: crate::error::nearest(&name, FUNCTIONS),
            }),
        }
    }

    fn arguments(&self, name: &str, takes: &str) -> ExprError {
        ExprError::Syntax { expression: self.text.into(), message: format!("{name} takes {takes}") }
    }

    /// A whole number, as SUBSTR's positions are.
    fn whole(&self, sql: &Sql) -> Result<i64, ExprError> {
        sql.to_string()
            .parse()
            .map_err(|_| self.arguments("SUBSTR", "whole numbers as start and length"))
    }

    fn substr(&self, inner: Box<Ast>, start: i64, length: Option<i64>) -> Result<Ast, ExprError> {
        match (start, length.map(u64::try_from).transpose()) {
            (1.., Ok(length)) => Ok(Ast::Substr(inner, start - 1, length)),
            _ => Err(self.arguments("SUBSTR", "a start from 1 and a length from 0")),
        }
    }
}
