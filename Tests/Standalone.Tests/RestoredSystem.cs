namespace DbPerService.Tests.Standalone;

/// <summary>A system for tests that set databases and consumer groups back.</summary>
public sealed class RestoredSystem : StandaloneSystem;
