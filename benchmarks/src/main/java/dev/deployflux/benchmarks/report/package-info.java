/**
 * Tables and charts out of JMH's JSON: {@link dev.deployflux.benchmarks.report.Report} reads {@code Results}, puts them
 * into the order of {@code Groups}, and writes each as a {@code Table} and a {@code Chart}.
 */
package dev.deployflux.benchmarks.report;
