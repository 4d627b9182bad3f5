//! The portal of one client, from our handbook: what is odd there and nowhere else.

use super::chromium::Chromium;
use super::site::{Site, files};
use crate::editions::edition;
use crate::support::repository;
use rulebook::source::load::{Exclusions, load};
use serde_json::json;

/// Whether the filter of the clients is shown.
const FILTER: &str = "(() => { const form = document.querySelector('form.rows'); return !!form && form.checkVisibility(); })()";

/// How what leads to a hidden page looks, beside the text around it.
const LINK: &str = "(() => {
    const link = [...document.querySelectorAll('main p a')].find((one) => !one.hasAttribute('href'));
    const look = (one) => [getComputedStyle(one).color, getComputedStyle(one).textDecorationLine];
    return [look(link), look(link.parentElement)];
  })()";

#[test]
fn the_portal_of_one_client_has_no_list_to_filter_and_no_links_that_lead_nowhere() {
    let Some(mut browser) = Chromium::start() else { return };
    let tree = load(&repository("content"), &Exclusions::new(&[], &[])).unwrap();
    for (name, is_filtered) in [("client:tarnside", false), ("internal", true)] {
        let site = Site::serve(files(&edition(&tree, name)));
        for page in ["clients/", "compliance/"] {
            browser.open(&site.address(page));
            assert_eq!(browser.eval(FILTER), json!(is_filtered), "{name}: {page}");
        }
        if !is_filtered {
            browser.open(&site.address(""));
            let looks = browser.eval(LINK);
            assert_eq!(looks[0], looks[1], "{looks}");
        }
    }
    assert_eq!(browser.complaints(), [""; 0]);
}
