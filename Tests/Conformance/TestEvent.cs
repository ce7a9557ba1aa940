using DbPerService.Messaging;

namespace DbPerService.Tests.Conformance;

/// <summary>An event for the conformance suites.</summary>
public sealed record TestEvent(string Id, int Number) : IEvent
{
    public static string Topic => "test-events";

    string IEvent.Key => Id;
}
