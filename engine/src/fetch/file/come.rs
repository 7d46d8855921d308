//! A download of one file: from its publisher, or from a mirror by HTTP or on disk.

use super::{FileFetch, Stop};
use crate::error::Error;
use crate::fetch::http::Client;
use crate::fetch::mirror::{self, FetchOrigin};
use crate::fetch::transfer::{Download, DownloadError, Transfer};
use crate::fetch::{FetchItem, relocated};

fn stop(address: &dyn std::fmt::Display, missed: DownloadError) -> Stop {
    match missed {
        DownloadError::Waited => Stop::Again,
        DownloadError::Failed(e) => Stop::Failed(e),
        DownloadError::Gone(why) => Stop::Failed(Error::input(address.to_string(), why)),
    }
}

impl FileFetch<'_> {
    /// Downloads from the publisher or the mirror; also returns the address within the mirror.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn come(
        &self,
        number: usize,
        wanted: &FetchItem,
    ) -> std::result::Result<(Download, Option<String>), Stop> {
        let FetchItem { dataset, file, address, .. } = wanted;
        let transfer = self.transfer(number);
        if let FetchOrigin::Folder(folder) = &self.request.from {
            let path = mirror::in_folder(folder, dataset, address, file)?;
            let came = transfer.folder(&path, wanted).map_err(|e| stop(&path.display(), e))?;
            return Ok((came, Some(path.display().to_string())));
        }
        let Some(client) = self.client else {
            return Err(Error::input(address, "is not here, and --offline opens no connection")
                .with_help(
                    "fetch it where there is a network and give that folder with --mirror; `ifn build` \
                     without a method needs no file",
                )
                .into());
        };
        let FetchOrigin::Web(mirror) = &self.request.from else {
            return match transfer.web(client, address, wanted) {
                Ok(came) => Ok((came, None)),
                Err(DownloadError::Gone(why)) => Err(self.gone(client, wanted, &why).into()),
                Err(other) => Err(stop(address, other)),
            };
        };
        let mut gone = String::new();
        for name in mirror::names(address, file) {
            let address = format!("{mirror}/{dataset}/{name}");
            match transfer.web(client, &address, wanted) {
                Ok(came) => return Ok((came, Some(address))),
                Err(DownloadError::Gone(why)) => gone = format!("{address}: {why}"),
                Err(other) => return Err(stop(&address, other)),
            }
        }
        Err(Error::input(mirror, format!("the mirror has no {gone}")).into())
    }

    fn transfer(&self, number: usize) -> Transfer<'_> {
        let Self { store, watch, request, .. } = self;
        Transfer { store, watch: *watch, retries: request.retries, number }
    }

    /// The error of an address that leads to nothing, with where the file may be now.
    fn gone(&self, client: &Client, wanted: &FetchItem, why: &str) -> Error {
        let stop = || self.watch.cancelled();
        let links = match &wanted.moved {
            Some(moved) => relocated::look(client, moved, &stop),
            None => Vec::new(),
        };
        let page = wanted.moved.as_ref().map_or(wanted.page.as_str(), |m| m.page.as_str());
        let help = match links.as_slice() {
            [] => format!(
                "look for it at {page}, and give its address: --address {}=https://…",
                wanted.dataset
            ),
            links => format!(
                "{page} links to {}: take one with --address {}={}, and mind its year",
                links.join(", "),
                wanted.dataset,
                links[links.len() - 1]
            ),
        };
        Error::input(&wanted.address, why).with_help(help)
    }
}
