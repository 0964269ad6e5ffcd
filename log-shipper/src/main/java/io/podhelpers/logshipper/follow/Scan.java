package io.podhelpers.logshipper.follow;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a look at the directories showed.
///
/// @param files the files to follow, one for each identity, oldest first
/// @param refused paths that match and are not followed, with the reason
/// @param directories the directories that were looked at
/// @param complete false if a directory could not be listed: then a file that is missing here may well be there
record Scan(List<FoundFile> files, Map<Path, String> refused, Set<Path> directories, boolean complete) {}
