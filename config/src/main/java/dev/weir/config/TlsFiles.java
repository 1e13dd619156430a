package dev.weir.config;

import java.nio.file.Path;

/// What a TLS listener shows and proves.
///
/// @param certificate a PEM file with the server's certificate, then those between it and the root
/// @param key a PEM file with the private key
public record TlsFiles(Path certificate, Path key) {}
