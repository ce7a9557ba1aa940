using System.ComponentModel.DataAnnotations;

namespace DbPerService.Users;

/// <summary>Bound from <c>Users</c>.</summary>
sealed class UsersOptions
{
    /// <summary>The password of the account <c>operator</c>, which is created at startup, and changed if this has changed.</summary>
    /// <value>Without one, the account is neither created nor changed.</value>
    [MinLength(16)]
    public string? OperatorPassword { get; set; }

    /// <summary>The iterations of a new hash (PBKDF2 with HMAC-SHA512). A password with fewer is hashed again at its next use.</summary>
    /// <value>The default is 100,000, as the framework has it.</value>
    [Range(10_000, 10_000_000)]
    public int PasswordIterations { get; set; } = 100_000;

    /// <summary>How many wrong passwords per user an instance admits in an <see cref="AttemptWindow"/>.</summary>
    /// <value>The default is 20.</value>
    [Range(1, 1_000)]
    public int MaxWrongPasswords { get; set; } = 20;

    /// <summary>How long wrong passwords count, from the first one.</summary>
    /// <value>The default is one minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AttemptWindow { get; set; } = TimeSpan.FromMinutes(1);
}
