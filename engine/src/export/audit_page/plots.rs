//! Plots of an audit, as SVG text that stands inside a page.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::analysis::audit::{GroupMissing, Histogram, IndicatorAudit};
use crate::typography::{number, percent};

const WIDTH: u32 = 900;
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(0x16, 0x16, 0x16);
/// Colours that colour-blind people distinguish (Okabe and Ito 2008).
const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xb2);
const ORANGE: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
/// Groups drawn, those with the most missing.
const GROUPS: usize = 40;
const ROW: u32 = 22;

type PlotSvg = Result<String, String>;

/// Rank correlations as coloured cells: blue against, orange together.
pub fn correlations(ids: &[String], matrix: &[Vec<Option<f64>>]) -> PlotSvg {
    let n = ids.len() as i32;
    let (left, cell) = (230, (640 / n.max(1)).clamp(22, 56));
    let (width, height) = ((left + n * cell + 10) as u32, (n * cell + 150) as u32);
    draw(width.max(500), height, |root| {
        let small = style(12);
        for (row, id) in ids.iter().enumerate() {
            let y = row as i32 * cell;
            let at = small.pos(Pos::new(HPos::Right, VPos::Center));
            root.draw_text(&shortened(id, 34), &at, (left - 8, y + cell / 2)).map_err(text)?;
            for (column, r) in matrix[row].iter().enumerate() {
                let x = left + column as i32 * cell;
                let box_ = [(x, y), (x + cell - 2, y + cell - 2)];
                let fill = r.map_or(RGBColor(0xee, 0xee, 0xee), colour);
                root.draw(&Rectangle::new(box_, fill.filled())).map_err(text)?;
                let figure = r.map_or("–".into(), |r| number(r, 2));
                let ink = if r.is_some_and(|r| r.abs() > 0.7) { WHITE } else { INK };
                let centre = (FONT, if cell < 30 { 9 } else { 12 }).into_font().color(&ink);
                let centre = centre.pos(Pos::new(HPos::Center, VPos::Center));
                root.draw_text(&figure, &centre, (x + cell / 2, y + cell / 2)).map_err(text)?;
            }
        }
        let down = (FONT, 12).into_font().transform(FontTransform::Rotate90).color(&INK);
        for (column, id) in ids.iter().enumerate() {
            let x = left + column as i32 * cell + cell / 2 + 5;
            root.draw_text(&shortened(id, 22), &down, (x, n * cell + 6)).map_err(text)?;
        }
        Ok(())
    })
}

/// Meant weight and real influence of each indicator, one bar under the other.
pub fn weights(indicators: &[IndicatorAudit]) -> PlotSvg {
    let most = indicators
        .iter()
        .flat_map(|i| [i.effective_weight, i.influence.unwrap_or(0.0)])
        .fold(0.01, f64::max);
    let rows: Vec<(String, Vec<(f64, RGBColor)>)> = indicators
        .iter()
        .map(|i| {
            let influence = i.influence.unwrap_or(0.0).max(0.0);
            (i.id.clone(), vec![(i.effective_weight, BLUE), (influence, ORANGE)])
        })
        .collect();
    bars(&rows, most, Some([("poids voulu", BLUE), ("influence réelle", ORANGE)]))
}

/// Share of missing values by group, the most first.
pub fn missing(groups: &[GroupMissing]) -> PlotSvg {
    let mut sorted: Vec<&GroupMissing> = groups.iter().collect();
    sorted.sort_by(|a, b| b.missing.total_cmp(&a.missing).then(a.code.cmp(&b.code)));
    let rows: Vec<(String, Vec<(f64, RGBColor)>)> = sorted
        .iter()
        .take(GROUPS)
        .map(|g| (format!("{} {}", g.code, g.name), vec![(g.missing, ORANGE)]))
        .collect();
    let most = sorted.first().map_or(0.01, |g| g.missing.max(0.01));
    bars(&rows, most, None)
}

/// Units by score.
pub fn histogram(histogram: &Histogram) -> PlotSvg {
    let counts = &histogram.counts;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    draw(WIDTH, 260, |root| {
        if counts.is_empty() {
            return Ok(());
        }
        let (min, max) = (histogram.min, histogram.max.max(histogram.min + f64::EPSILON));
        let mut chart = ChartBuilder::on(root)
            .margin(8)
            .x_label_area_size(30)
            .y_label_area_size(60)
            .build_cartesian_2d(min..max, 0..most)
            .map_err(text)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(WHITE)
            .x_label_formatter(&|x| number(*x, 1))
            .x_desc("indice")
            .y_desc("territoires")
            .label_style((FONT, 12))
            .draw()
            .map_err(text)?;
        let step = (max - min) / counts.len() as f64;
        let bar = |(i, n): (usize, &usize)| {
            let x = min + i as f64 * step;
            Rectangle::new([(x, 0), (x + step * 0.94, *n)], BLUE.filled())
        };
        chart.draw_series(counts.iter().enumerate().map(bar)).map_err(text)?;
        Ok(())
    })
}

/// Horizontal bars, each row with its figures.
fn bars(
    rows: &[(String, Vec<(f64, RGBColor)>)],
    most: f64,
    legend: Option<[(&str, RGBColor); 2]>,
) -> PlotSvg {
    let each = rows.first().map_or(1, |(_, bars)| bars.len() as u32);
    let height = rows.len() as u32 * (each * 12 + ROW - 12) + 40;
    draw(WIDTH, height, |root| {
        let (left, right) = (260, WIDTH as i32 - 70);
        let mut y = 6;
        if let Some(legend) = legend {
            for (i, (what, colour)) in legend.into_iter().enumerate() {
                let x = left + i as i32 * 180;
                root.draw(&Rectangle::new([(x, y), (x + 12, y + 12)], colour.filled()))
                    .map_err(text)?;
                root.draw_text(what, &style(12), (x + 18, y)).map_err(text)?;
            }
            y += 24;
        }
        for (name, bars) in rows {
            let middle = y + bars.len() as i32 * 6;
            let at = style(12).pos(Pos::new(HPos::Right, VPos::Center));
            root.draw_text(&shortened(name, 40), &at, (left - 8, middle)).map_err(text)?;
            for (value, colour) in bars {
                let x = left + (f64::from(right - left) * value / most) as i32;
                root.draw(&Rectangle::new([(left, y), (x.max(left + 1), y + 10)], colour.filled()))
                    .map_err(text)?;
                let figure = percent(*value, 1);
                root.draw_text(&figure, &style(10), (x + 5, y)).map_err(text)?;
                y += 12;
            }
            y += ROW as i32 - 12;
        }
        Ok(())
    })
}

type Root<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw(width: u32, height: u32, inside: impl Fn(&Root) -> Result<(), String>) -> PlotSvg {
    let mut out = String::new();
    let root = SVGBackend::with_string(&mut out, (width, height)).into_drawing_area();
    inside(&root)?;
    root.present().map_err(text)?;
    drop(root);
    Ok(out)
}

fn style<'a>(size: i32) -> TextStyle<'a> {
    (FONT, size).into_font().color(&INK)
}

fn text(e: impl std::fmt::Display) -> String {
    e.to_string()
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.into();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// White at 0, orange at +1, blue at −1.
fn colour(r: f64) -> RGBColor {
    let end = if r < 0.0 { BLUE } else { ORANGE };
    let mix = |c: u8| (255.0 + (f64::from(c) - 255.0) * r.abs()) as u8;
    RGBColor(mix(end.0), mix(end.1), mix(end.2))
}
