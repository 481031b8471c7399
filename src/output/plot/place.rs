//! Places in a picture.
//!
//! *Invariant*: coordinates are the picture's own pixels with the origin at the top left.
//!
//! *Absent*: what stands there.

/// A place in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// From left to right.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Half-way from left to right.
    pub(super) fn centre(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }
}
