namespace DbPerService.Sessions.Domain;

/// <summary>Users who have not signed in. Their ids are made up, and nobody can sign in with one.</summary>
static class Guest
{
    const string Prefix = "guest-";

    public static string NewId() => Prefix + Guid.CreateVersion7();

    public static bool IsGuest(string userId) => userId.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
