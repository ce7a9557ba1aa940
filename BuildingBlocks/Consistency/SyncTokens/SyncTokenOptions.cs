using System.ComponentModel.DataAnnotations;

namespace DbPerService.Consistency;

/// <summary>How a service writes and reads sync tokens. Bound from <c>SyncTokens</c>.</summary>
public sealed class SyncTokenOptions
{
    /// <summary>The secret that tokens are signed with: the same in all services of a system. At least 32 bytes.</summary>
    [MinLength(32)]
    public byte[] Key { get; set; } = [];

    /// <summary>How long a read waits that names no time, in seconds.</summary>
    /// <value>The default is 2.</value>
    [Range(0, 60)]
    public int DefaultWait { get; set; } = 2;

    /// <summary>The longest time that a read can ask for, in seconds.</summary>
    /// <value>The default is 10.</value>
    [Range(0, 60)]
    public int MaxWait { get; set; } = 10;
}
