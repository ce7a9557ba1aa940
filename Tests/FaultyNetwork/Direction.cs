namespace DbPerService.FaultyNetwork;

/// <summary>A direction through a <see cref="FaultyLink"/>.</summary>
[Flags]
public enum Direction
{
    None = 0,

    /// <summary>From the clients to the server behind the link.</summary>
    ToUpstream = 1,

    /// <summary>From the server behind the link to the clients.</summary>
    ToClient = 2,

    Both = ToUpstream | ToClient,
}
