namespace DbPerService.FaultyNetwork;

/// <summary>Which way bytes go through a <see cref="FaultyLink"/>.</summary>
[Flags]
public enum Direction
{
    None = 0,

    /// <summary>From those who connect to the server behind the link.</summary>
    ToUpstream = 1,

    /// <summary>From the server behind the link to those who connected.</summary>
    ToClient = 2,

    Both = ToUpstream | ToClient,
}
