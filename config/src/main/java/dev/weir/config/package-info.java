/// The configuration document: typed records, defaults, validation, safe storage.
///
/// Every key of the document stands in one table ([Keys]): its name, what values it may have, its
/// default and its meaning. The reader, the suggestions for misspelt keys and the JSON schema are
/// all made from these tables. Knows Jackson and the disk, nothing else.
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
