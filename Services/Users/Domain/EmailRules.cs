namespace DbPerService.Users.Domain;

/// <summary>What is certainly no email. Whether an address exists only a mail to it can show.</summary>
static class EmailRules
{
    /// <summary>Of an address in a mail transaction (RFC 5321, 4.5.3.1.3, without the angle brackets).</summary>
    public const int MaxLength = 254;

    public static bool IsPlausible(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < email.Length - 1 && email.IndexOf('@', at + 1) < 0 && !email.Any(char.IsWhiteSpace);
    }
}
