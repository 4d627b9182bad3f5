//! `page-address-taken`: every page has an address of its own, also where letter case is not told apart.

use crate::diag::{Code, Location, Reporter};
use crate::model::site::Site;
use crate::text::span::Span;
use std::collections::HashMap;

/// Addresses of generated pages.
const GENERATED: &[&str] = &["a-z/index.html"];

/// Reports pages whose address is taken; both stay, and the error keeps the site from being written.
pub(super) fn settle(site: &mut Site, out: &mut Reporter) {
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(site.pages.len());
    for (n, page) in site.pages.iter().enumerate() {
        let file = page.route.out_path().as_str().to_lowercase();
        let at = Location { file: page.path.clone(), span: Span::default() };
        if GENERATED.contains(&file.as_str()) {
            let message =
                format!("`{}` has the address {}/ of a generated page", page.path, page.route);
            out.report(Code::PageAddressTaken, at, message).help("rename the file");
            continue;
        }
        if let Some(first) = taken.get(&file) {
            let first = &site.pages[*first];
            let message = format!(
                "`{}` and `{}` both have the address {}/",
                first.path, page.path, page.route
            );
            out.report(Code::PageAddressTaken, at, message).help("rename or remove one of the two");
            continue;
        }
        taken.insert(file, n);
    }
}
