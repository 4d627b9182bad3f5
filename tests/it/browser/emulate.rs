//! What a reader's machine may be like: its window, its preferences, its paper.

use super::chromium::Chromium;
use serde_json::{Value, json};

/// Light or dark, as the system asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scheme {
    Light,
    Dark,
}

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scripts {
    On,
    Off,
}

pub(super) const SCHEMES: [Scheme; 2] = [Scheme::Light, Scheme::Dark];
pub(super) const SCRIPTS: [Scripts; 2] = [Scripts::On, Scripts::Off];

/// Widths of a small phone, of a phone and of a desk, in CSS pixels.
pub(super) const WIDTHS: [u32; 3] = [320, 390, 1440];

impl Scheme {
    fn value(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Chromium {
    /// Makes the window as wide as this, in CSS pixels; what is narrow is a phone.
    pub(super) fn width(&mut self, width: u32) {
        let phone = width < 600;
        let height = if phone { 800 } else { 900 };
        let window = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone,
        });
        self.ask("Emulation.setDeviceMetricsOverride", &window);
    }

    /// Sets whether the pages opened from now on may run scripts.
    pub(super) fn scripts(&mut self, scripts: Scripts) {
        let off = json!({"value": scripts == Scripts::Off});
        self.ask("Emulation.setScriptExecutionDisabled", &off);
    }

    /// Sets the system's colours.
    pub(super) fn scheme(&mut self, scheme: Scheme) {
        self.media("", &[("prefers-color-scheme", scheme.value())]);
    }

    /// Sets a medium, such as `print`, and preferences. Less motion is always asked for: what moves
    /// between two pages takes no clicks meanwhile, and colours that change slowly are wrong for a while.
    pub(super) fn media(&mut self, medium: &str, features: &[(&str, &str)]) {
        let features: Vec<Value> = [("prefers-reduced-motion", "reduce")]
            .iter()
            .chain(features)
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        let media = json!({"media": medium, "features": features});
        self.ask("Emulation.setEmulatedMedia", &media);
    }

    /// Sets the size of text that a reader chose in the browser's settings, in CSS pixels; 16 is usual.
    pub(super) fn text_size(&mut self, size: u32) {
        let sizes = json!({"fontSizes": {"standard": size, "fixed": size * 13 / 16}});
        self.ask("Page.setFontSizes", &sizes);
    }

    /// Prints the page on A4, and returns how many sheets it takes.
    #[track_caller]
    pub(super) fn sheets(&mut self) -> u64 {
        let options = json!({"preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69});
        let printed = self.ask("Page.printToPDF", &options);
        let pdf = json!(printed["data"].as_str().expect("a PDF"));
        let count = format!(r"atob({pdf}).match(/\/Type\s*\/Page\b/g).length");
        self.eval(&count).as_u64().expect("a number")
    }

    /// Clicks in the middle of an element, as a mouse does.
    #[track_caller]
    pub(super) fn click(&mut self, css: &str) {
        let place = format!(
            "(() => {{
               const element = document.querySelector({});
               element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
               const box = element.getBoundingClientRect();
               return [box.x + box.width / 2, box.y + box.height / 2];
             }})()",
            json!(css)
        );
        let place = self.eval(&place);
        for kind in ["mousePressed", "mouseReleased"] {
            let mouse = json!({
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1,
            });
            self.ask("Input.dispatchMouseEvent", &mouse);
        }
    }

    /// Writes into what has the focus.
    pub(super) fn write(&mut self, text: &str) {
        self.ask("Input.insertText", &json!({"text": text}));
    }

    /// Presses Enter, which a form or a link takes for a click.
    pub(super) fn press_enter(&mut self) {
        for kind in ["keyDown", "keyUp"] {
            let key = json!({
                "type": kind, "key": "Enter", "code": "Enter", "text": "\r",
                "windowsVirtualKeyCode": 13,
            });
            self.ask("Input.dispatchKeyEvent", &key);
        }
    }
}
