//! Workbooks of OpenDocument.

use super::*;

#[test]
fn values_of_an_ods() {
    let row = |cells: &str, repeated: &str| {
        format!("<table:table-row{repeated}>{cells}</table:table-row>")
    };
    let value = |kind: &str, attribute: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" office:{attribute}=\"{value}\">\
             <text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\">{text}</table:table-cell>")
    };
    let table = format!(
        "<table:table table:name=\"F\">{}{}{}{}{}</table:table>",
        row(&(text("<text:p>v</text:p>") + &text("<text:p>w</text:p>")), ""),
        row(
            &(value("float", "value", "1001", "01001") + &value("float", "value", "1.50", "1,5")),
            ""
        ),
        row(
            &(value("date", "date-value", "2026-03-05T00:00:00", "05/03/26")
                + &value("time", "time-value", "PT09H00M00S", "09:00")),
            ""
        ),
        row(
            &(text(
                "<office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s \
                    text:c=\"2\"/>b &amp; é</text:p><text:p>c</text:p>"
            ) + &value("currency", "value", "12.50", "12,50 €")),
            " table:number-rows-repeated=\"2\""
        ),
        // What most files end with.
        row(
            "<table:table-cell table:number-columns-repeated=\"16384\"/>",
            " table:number-rows-repeated=\"1048570\""
        )
    );
    let opened = ods("", &table, None);
    let two = "a  b & é\nc";
    assert_eq!(texts(&dataset(""), &opened, "v"), some(&["01001", "2026-03-05", two, two]));
    assert_eq!(texts(&dataset(""), &opened, "w"), some(&["1.5", "09:00", "12.5", "12.5"]));
}
