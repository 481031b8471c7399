//! A headless Chromium, driven over a pipe by its debugging protocol.
//!
//! *Invariant*: what a page asks for and complains of is heard from its first byte on. Whoever
//! waits for an answer does not wait for ever.
//!
//! *Absent*: claims.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest wait for an answer: a loaded machine is slow, a hung browser never answers.
const PATIENCE: Duration = Duration::from_mins(3);

/// Names under which the program is installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser with one page.
pub(crate) struct Browser {
    process: Child,
    input: ChildStdin,
    answers: Receiver<Value>,
    next: u64,
    session: Option<String>,
    events: Vec<Value>,
    _profile: TempDir,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    /// Width of the window in pixels.
    pub(crate) width: u32,
    /// Whether the screen is dark.
    pub(crate) is_dark: bool,
    /// Whether it is printed.
    pub(crate) is_print: bool,
    /// Whether its script runs.
    pub(crate) has_script: bool,
}

/// What a page asked for and complained of while it was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Heard {
    /// Addresses.
    pub(crate) requests: Vec<String>,
    /// Messages of the console, exceptions and the browser's own complaints.
    pub(crate) complaints: Vec<String>,
}

impl Browser {
    /// A browser, if there is one on the machine. Where `CI` is set there has to be one.
    pub(crate) fn start() -> Option<Self> {
        let Some(name) = NAMES.into_iter().find(|name| is_there(name)) else {
            assert!(std::env::var_os("CI").is_none(), "no Chromium: install it, as `.ci/run` does");
            let _ = writeln!(
                std::io::stderr(),
                "\n!!! NO CHROMIUM WAS FOUND: THE PAGE IS NOT LOOKED AT IN A BROWSER !!!\n"
            );
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        // The shell gives the pipe the numbers that the browser expects.
        let line = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";
        let mut process = Command::new("sh")
            .args(["-c", line, name, "--headless", "--no-sandbox", "--disable-gpu"])
            .args(["--hide-scrollbars", "--no-first-run", "--disable-dev-shm-usage"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let input = process.stdin.take().expect("a pipe");
        let output = process.stdout.take().expect("a pipe");
        let (said, answers) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0) {
                let Ok(message) = message else { break };
                let Ok(message) = serde_json::from_slice(&message) else { break };
                if said.send(message).is_err() {
                    break;
                }
            }
        });
        let (next, session, events) = (0, None, Vec::new());
        let mut browser =
            Self { process, input, answers, next, session, events, _profile: profile };
        let page = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let target = json!({ "targetId": page["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", &target);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    /// Calls a method and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let text = format!("{message}\0");
        self.input.write_all(text.as_bytes()).expect("the browser listens");
        self.input.flush().expect("the browser listens");
        loop {
            let answer = self.hear(method);
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn hear(&mut self, what: &str) -> Value {
        self.answers.recv_timeout(PATIENCE).unwrap_or_else(|cause| panic!("{what}: {cause}"))
    }

    /// Opens a file as it is looked at; returns what it asked for and complained of.
    pub(crate) fn open(&mut self, file: &Path, view: View) -> Heard {
        let View { width, is_dark, is_print, has_script } = view;
        let size = json!({
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500,
        });
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if is_dark { "dark" } else { "light" };
        let media = json!({
            "media": if is_print { "print" } else { "screen" },
            "features": [{ "name": "prefers-color-scheme", "value": scheme }],
        });
        self.call("Emulation.setEmulatedMedia", &media);
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !has_script }));
        self.events.clear();
        let address = format!("file://{}", file.display());
        self.call("Page.navigate", &json!({ "url": address }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.hear("load");
            self.events.push(event);
        }
        // One more round, so that what the page's script causes at its end is heard.
        self.value("1");
        self.heard()
    }

    fn heard(&self) -> Heard {
        let mut heard = Heard::default();
        for event in &self.events {
            let parameters = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    let address = parameters["request"]["url"].as_str().unwrap_or_default();
                    // What the file holds itself is asked of nobody.
                    if !address.starts_with("data:") {
                        heard.requests.push(address.to_owned());
                    }
                }
                "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded" => {
                    heard.complaints.push(parameters.to_string());
                }
                _ => {}
            }
        }
        heard
    }

    /// The value of an expression in the page, also where the page's own script does not run.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// A list of texts in the page.
    pub(crate) fn texts(&mut self, expression: &str) -> Vec<String> {
        let value = self.value(expression);
        let list = value.as_array().unwrap_or_else(|| panic!("{expression}: {value}"));
        list.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
    }

    /// Presses and releases a key.
    pub(crate) fn press(&mut self, key: &str, code: u32) {
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
            });
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Points at the middle of the first element of a selector, scrolled into view.
    pub(crate) fn point_at(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); \
             e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const r = e.getBoundingClientRect(); \
             return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        // The scrolling itself hides what is told of the place before; it is told of in a frame.
        let frames = "new Promise(done => requestAnimationFrame(() => \
                      requestAnimationFrame(() => setTimeout(() => done(1), 50))))";
        self.value(frames);
        for (x, y) in [(json!(1), json!(1)), (place[0].clone(), place[1].clone())] {
            let event = json!({ "type": "mouseMoved", "x": x, "y": y });
            self.call("Input.dispatchMouseEvent", &event);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether a program of that name can be started.
fn is_there(name: &str) -> bool {
    let mut asked = Command::new(name);
    asked.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}
