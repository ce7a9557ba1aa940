using System.Text.Json.Serialization;

namespace DbPerService.Users.Domain;

enum UserRole
{
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>May change stock and products.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,
}

/// <summary>A user with the hash of the password.</summary>
/// <param name="Id">Made by the system, or brought by the caller.</param>
/// <param name="Name">The display name, which everyone may see.</param>
/// <param name="Email">The address for mail; null only for the operator, until one is given.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="PasswordHash">With its salt and parameters, as the framework's hasher writes it.</param>
/// <param name="Version">Starts at 1 and grows by 1 with every change.</param>
/// <param name="CreatedAt">When the user was registered.</param>
/// <param name="UpdatedAt">When this version was made.</param>
sealed record User(
    string Id, string Name, string? Email, UserRole Role, string PasswordHash, long Version, DateTime CreatedAt, DateTime UpdatedAt)
{
    public const int MaxIdLength = 100;

    /// <summary>The id of the account that belongs to whoever runs the system.</summary>
    public const string OperatorId = "operator";

    /// <summary>What must be unique about an email: two that differ in case only are one mailbox almost everywhere.</summary>
    public string? EmailKey => KeyOf(Email);

    public static string? KeyOf(string? email) => email?.ToLowerInvariant();

    /// <summary>Without the hash, which must not get into a log.</summary>
    public override string ToString() => $"User {Id}, version {Version}";
}
