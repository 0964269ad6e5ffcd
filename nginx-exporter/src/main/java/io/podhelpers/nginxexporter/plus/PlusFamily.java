package io.podhelpers.nginxexporter.plus;

import io.podhelpers.nginxexporter.exposition.Family;
import java.util.List;

/// One family: which group of the API's objects has it, and where in an object.
///
/// @param path of the value in the object
/// @param codes the values of the label `code`, each the last step of the path; empty for a family without
record PlusFamily(Family family, Group group, List<String> path, List<String> codes) {

    /// Where objects of one kind are, and the labels that tell them apart.
    ///
    /// @param endpoint of the API, as in [PlusStatus]
    /// @param inside steps to the objects
    /// @param shape how the objects lie there
    /// @param label the label that carries an object's name
    record Group(String endpoint, List<String> inside, Shape shape, String label) {}

    enum Shape {
        /// One object.
        SINGLE,
        /// Objects by name.
        NAMED,
        /// Upstreams by name, each with a list of peers.
        PEERS,
        /// A list of worker processes.
        WORKERS
    }
}
