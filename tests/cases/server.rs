//! The server: logs, reloads, damaged builds, malformed requests.
